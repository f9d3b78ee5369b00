import Auditing
import Foundation

/// How the numbers of one column are written: with equal decimals where that keeps two digits of
/// every one, each in its own form otherwise.
struct NumberColumn {
  private let decimals: Int?

  init(_ values: [MetricValue?]) {
    let sizes = values.compactMap { value -> Double? in
      guard case .number(let number)? = value, number != 0 else { return nil }
      return abs(number)
    }
    guard let largest = sizes.max(), let smallest = sizes.min(),
      sizes.contains(where: { $0 != $0.rounded() })
    else {
      decimals = 0
      return
    }
    var digits = Self.decimals(of: largest)
    while smallest * pow(10, Double(digits)) < 9.5, digits < 4 { digits += 1 }
    let keepsTwo = smallest * pow(10, Double(digits)) >= 9.5
    decimals = largest < 99_999.5 && keepsTwo && digits <= 4 ? digits : nil
  }

  /// A value; `–` where there is none.
  func text(_ value: MetricValue?) -> String {
    switch value {
    case .count(let count): "\(count)"
    case .number(let number): text(number)
    case .text(let text): text.count > 24 ? text.prefix(23) + "…" : text
    case .undefined, nil: "–"
    }
  }

  private func text(_ number: Double) -> String {
    if number == 0 { return "0" }
    if let decimals { return String(format: "%.\(decimals)f", number) }
    return Self.brief(number)
  }

  /// Three or four digits: `123.4`, `0.0123`, `1.23e-5`.
  static func brief(_ number: Double) -> String {
    let size = abs(number)
    guard size == 0 || (size >= 1e-3 && size < 99_999.5) else {
      let parts = String(format: "%.2e", number).split(separator: "e")
      return "\(parts[0])e\(parts.last.flatMap { Int($0) } ?? 0)"
    }
    return size == 0 ? "0" : String(format: "%.\(decimals(of: size))f", number)
  }

  /// The decimals that leave four digits, three of a number below 1.
  private static func decimals(of size: Double) -> Int {
    let place = Int(log10(size).rounded(.down))
    return max(0, (place < 0 ? 2 : 3) - place)
  }

  /// A number of parameters or of operations: `960`, `11.7 k`, `22.6 M`, `1.24 G`.
  static func large(_ count: Int) -> String {
    scaled(count, by: 1000, units: ["", " k", " M", " G", " T", " P", " E"])
  }

  /// A number of bytes: `960 B`, `64.0 MiB`.
  static func bytes(_ count: Int) -> String {
    scaled(count, by: 1024, units: [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"])
  }

  private static func scaled(_ count: Int, by step: Double, units: [String]) -> String {
    var (value, place) = (Double(count), 0)
    while value >= 0.9995 * step, place < units.count - 1 {
      value /= step
      place += 1
    }
    guard place > 0 else { return "\(count)\(units[0])" }
    return String(format: "%.\(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)f", value) + units[place]
  }
}
