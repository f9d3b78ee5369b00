public import Randomness
public import Spectra
public import Tensors

/// A linear map of given rank that networks are asked to learn, `y = W* x`.
///
/// Drawn from a Gaussian `G (n, n)` of independent entries N(0, 1/n): `W*` is the best approximation
/// of rank `r` to it, `U diag(s₁, …, s_r, 0, …) Vᵀ`. A product of two Gaussian factors would have the
/// same rank and a steeper spectrum (1.349 instead of 1.384 nats at `n = 32`, `r = 4`).
///
/// - Source: this package's reading of the least-squares experiments of Huh et al. (TMLR 2023).
public struct LinearTeacher: Sendable {
  /// How large the weight is.
  public enum Scale: String, CaseIterable, Codable, Sendable {
    /// As it was drawn: `‖W*‖²_F = Σᵢ sᵢ²` over the `r` largest singular values.
    case raw
    /// Rescaled to `‖W*‖²_F = n`: outputs have unit variance in the mean over them.
    case unit
  }

  /// `W*`, shape `(n, n)`.
  public let weight: Matrix<Double>
  /// The rank r.
  public let rank: Int
  /// How large the weight is.
  public let scale: Scale

  /// The number of inputs, and of outputs.
  public var dimension: Int { weight.rows }

  /// Draws a teacher.
  ///
  /// - Parameters:
  ///   - rank: r, in `1...dimension`. Teachers of one path are nested: each is the truncation of the
  ///     next.
  ///   - dimension: n ≥ 1.
  ///   - scale: How large the weight is.
  ///   - path: The path of the draws; they use its component `teacher`.
  /// - Throws: ``DecompositionError`` with code `noConvergence`.
  /// - Complexity: O(n³), and O(n²) for `rank == dimension`, which truncates nothing.
  public init(
    rank: Int, dimension: Int, scale: Scale, path: SeedPath
  ) throws(DecompositionError) {
    precondition(dimension >= 1, "a teacher of dimension \(dimension)")
    precondition((1...dimension).contains(rank), "rank \(rank) of a teacher, not 1...\(dimension)")
    let variance = 1 / Double(dimension)
    var stream = RandomStream(path / "teacher")
    let drawn = Matrix<Double>(
      rows: dimension, columns: dimension,
      from: .normal(mean: 0, standardDeviation: variance.squareRoot()), using: &stream)
    let weight = rank == dimension ? drawn : try drawn.truncated(to: rank)
    self.rank = rank
    self.scale = scale
    self.weight =
      switch scale {
      case .raw: weight
      case .unit: (Double(dimension).squareRoot() / weight.frobeniusNorm) * weight
      }
  }
}

extension Matrix<Double> {
  /// The best approximation of rank `rank` in the Frobenius norm.
  fileprivate func truncated(to rank: Int) throws(DecompositionError) -> Matrix {
    let whole = try SingularValueDecomposition(self)
    let left = whole.left[0..<rows, 0..<rank].matrix
    let right = whole.right[0..<columns, 0..<rank].matrix
    return left.times(.diagonal(Array(whole.values.prefix(rank))))
      .times(right, transposing: .right)
  }
}
