import Foundation
import Runs

/// Numbers as people read them.
enum Figures {
  /// A value to four significant digits, without needless zeros.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    if value == value.rounded(), abs(value) < 1e7 { return String(Int(value)) }
    let isPlain = (1e-4..<1e6).contains(abs(value))
    return String(format: isPlain ? "%.4g" : "%.2e", value)
  }

  /// A value with its standard error: the error to two digits, the value to the same place.
  static func text(_ value: Double, error: Double?) -> String {
    guard let error, error.isFinite, error > 0 else { return text(value) }
    let place = Int(floor(log10(error)))
    guard value.isFinite, (-5...3).contains(place), abs(value) < 1e6 else {
      return "\(text(value)) ± \(String(format: "%.1e", error))"
    }
    let decimals = max(1 - place, 0)
    return String(format: "%.\(decimals)f ± %.\(decimals)f", value, error)
  }

  /// Seconds as `0.8 s`, `42 s`, `3 min 05 s` or `1 h 20 min`; a dash where no run took so long.
  static func duration(_ seconds: Double) -> String {
    if seconds < 10 { return String(format: "%.1f s", max(seconds, 0)) }
    guard seconds < 1e9 else { return "–" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
  }

  /// Bytes as `412 MB` or `1.3 GB` (powers of ten).
  static func size(_ bytes: Int) -> String {
    bytes < 1_000_000_000
      ? "\(Int((Double(bytes) / 1e6).rounded())) MB"
      : String(format: "%.1f GB", Double(bytes) / 1e9)
  }
}

extension Claim {
  /// What the measurement is held against: a value, or the sign of a gap.
  var publishedText: String {
    if let published { return Figures.text(published) }
    return kind == .order ? "> 0" : ""
  }

  /// The measured value with its error.
  var measuredText: String { measured.map { Figures.text($0, error: standardError) } ?? "–" }

  /// The tolerance, or that the published value is a bound.
  var toleranceText: String {
    guard let tolerance else { return "" }
    return kind == .level && tolerance == 0 ? "bound" : Figures.text(tolerance)
  }

  /// The distance from the published value; `nil` without one.
  var deviation: Double? {
    guard let published, let measured, tolerance != 0 else { return nil }
    return abs(measured - published)
  }
}
