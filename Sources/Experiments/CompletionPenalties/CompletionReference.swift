/// Our reference for the comparison of penalties; derived, not from a paper.
///
/// Seeds and normal generators differ between languages: the gates count, the digits are beside them.
enum CompletionReference {
  /// Relative errors of completion at the best weight, one per instance.
  static let best: [ComparedPenalty: [Double]] = [
    .nuclear: [0.235, 0.212, 0.264, 0.132, 0.094],
    .depth1: [0.023, 0.032, 0.025, 0.023, 0.022],
    .depth2: [0.023, 0.031, 0.025, 0.023, 0.022],
    .depth2Wide: [0.023, 0.031, 0.025, 0.023, 0.022],
    .logSum: [0.023, 0.031, 0.025, 0.023, 0.022],
    .mcp: [0.025, 0.031, 0.026, 0.023, 0.023],
  ]
  /// The same at the weight that a held-out fifth chooses.
  static let chosen: [ComparedPenalty: [Double]] = [
    .nuclear: [0.235, 0.212, 0.264, 0.132, 0.094],
    .depth1: [0.025, 0.033, 0.025, 0.023, 0.022],
    .depth2: [0.028, 0.032, 0.025, 0.023, 0.022],
    .depth2Wide: [0.030, 0.032, 0.025, 0.024, 0.022],
    .logSum: [0.027, 0.032, 0.025, 0.023, 0.022],
    .mcp: [0.028, 0.031, 0.026, 0.023, 0.024],
  ]
  /// Relative errors of sensing at the best weight.
  static let sensing: [ComparedPenalty: [Double]] = [
    .nuclear: [0.051, 0.043, 0.042],
    .depth1: [0.0226, 0.0273, 0.0272],
    .depth2: [0.0223, 0.0272, 0.0272],
    .logSum: [0.0223, 0.0272, 0.0272],
  ]
  /// Relative errors of regression.
  static let regression: [ComparedPenalty: [Double]] = [
    .nuclear: [0.055, 0.043, 0.042],
    .depth1: [0.0173, 0.0205, 0.0163],
    .depth2: [0.0158, 0.0200, 0.0152],
  ]
  /// Relative errors of least squares.
  static let leastSquares = [0.0217, 0.0289, 0.0208]
}
