/// What a metric is for one matrix: a number, or the reason why there is none.
///
/// Never NaN, never infinite.
public enum MetricValue: Hashable, Sendable {
  /// A number; finite.
  case number(Double)
  /// A whole number.
  case count(Int)
  /// A text, such as the list of spikes.
  case text(String)
  /// Undefined here; a short reason in camel case, such as `tooFewValues`.
  case undefined(String)

  /// The value as a number, nil where there is none.
  public var double: Double? {
    switch self {
    case .number(let value): value
    case .count(let value): Double(value)
    case .text, .undefined: nil
    }
  }
}
