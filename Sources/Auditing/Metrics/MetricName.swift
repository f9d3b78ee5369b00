import Foundation

/// The names of metrics with a parameter: one name for one number, however it was typed.
enum MetricName {
  /// `1e-2` for powers of ten below one, else the shortest decimal.
  static func tolerance(_ value: Double) -> String {
    let exponent = log10(value).rounded()
    let power = exponent < 0 && exponent > -300 ? "1e\(Int(exponent))" : ""
    return Double(power) == value ? power : plain(value)
  }

  /// The shortest decimal, without a fraction for whole numbers.
  static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// The shortest decimal, or `2/3` where that is shorter and the same number.
  static func fraction(_ value: Double) -> String {
    let decimal = plain(value)
    guard decimal.count > 6 else { return decimal }
    for denominator in 2...99 {
      let numerator = (value * Double(denominator)).rounded()
      if numerator / Double(denominator) == value { return "\(Int(numerator))/\(denominator)" }
    }
    return decimal
  }

  /// A decimal or a fraction of two decimals; nil for other text and numbers that are not positive.
  static func number(_ text: some StringProtocol) -> Double? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = Double(parts[0]) else { return nil }
    guard parts.count == 2 else { return first > 0 && first.isFinite ? first : nil }
    guard let second = Double(parts[1]), first / second > 0, (first / second).isFinite else {
      return nil
    }
    return first / second
  }
}
