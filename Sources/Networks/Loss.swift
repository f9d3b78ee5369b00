/// The loss of outputs `F` against targets `Y`, both of shape `(m, outputs)`.
public enum Loss: String, Codable, CaseIterable, Sendable {
  /// `‖F - Y‖²_F / (2m)`.
  case squared
  /// `1/m Σ log(1 + exp(-y f))`, targets ±1.
  case logistic
  /// `1/m Σ exp(-y f)`, targets ±1.
  case exponential
  /// `-1/m Σ y log softmax(f)`, softmax over each row; a row of targets is a probability
  /// distribution.
  case crossEntropy = "cross-entropy"
}
