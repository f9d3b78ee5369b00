import Foundation

extension Double {
  /// The number to so many significant digits; its shortest decimal has no more than these.
  ///
  /// Exact decimal places: the power of ten is multiplied or divided by, whichever is a whole number.
  package func rounded(digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    let places = digits - 1 - Int(floor(log10(magnitude)))
    guard abs(places) <= 300 else { return self }
    if places >= 0 {
      let power = pow(10, Double(places))
      return (self * power).rounded() / power
    }
    let power = pow(10, Double(-places))
    return (self / power).rounded() * power
  }

  /// The number for a sentence, to three significant digits.
  package var brief: String {
    if self == rounded(), magnitude < 1e6 { return String(format: "%.0f", self) }
    return (1e-3..<1e6).contains(magnitude)
      ? MetricName.plain(rounded(digits: 3)) : String(format: "%.2e", self)
  }

  /// A share as a percentage, which no line break parts from its sign.
  package var percent: String { "\((100 * self).brief)\u{A0}%" }
}
