/// One step of a network; the width that enters follows from what stands before it.
public indirect enum Layer: Hashable, Sendable, Codable {
  /// `h ← h Wᵀ`, with a bias `h ← h Wᵀ + b`; `W` is stored row-major as (outputs, inputs).
  case dense(outputs: Int, bias: Bool = false)
  /// A function of every entry.
  case activation(Activation)
  /// Batch normalisation.
  case batchNorm(BatchNorm = BatchNorm())
  /// `h ← h + scale · branch(h)`; the branch keeps the width.
  case residual([Layer], scale: Double = 1)
}

/// Batch normalisation of every feature over the rows: `γ (z - μ) / √(v + ε) + β`.
///
/// In training, `μ` and the biased variance `v` are those of the batch, and running statistics follow
/// as `r ← (1 - momentum) r + momentum · s`, where `s` is the mean, or the unbiased variance. In
/// evaluation `μ` and `v` are the running statistics.
///
/// - Source: S. Ioffe, C. Szegedy, arXiv 1502.03167, algorithm 1; conventions of PyTorch.
public struct BatchNorm: Hashable, Sendable, Codable {
  /// `ε`, > 0.
  public let epsilon: Double
  /// The weight of the newest batch in the running statistics, 0...1.
  public let momentum: Double

  /// Batch normalisation with these constants.
  public init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
    self.epsilon = epsilon
    self.momentum = momentum
  }
}
