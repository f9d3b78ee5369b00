public import Tensors

/// A matrix `X = left rightᵀ` of shape `(m, n)` and rank `r`, kept as balanced factors.
///
/// With `X = U diag(σ) Vᵀ` the factors are `left = U diag(√σ)` and `right = V diag(√σ)`.
public struct LowRankMatrix: Sendable {
  /// `U diag(√σ)`, shape `(m, r)`.
  public let left: Matrix<Double>
  /// `V diag(√σ)`, shape `(n, r)`.
  public let right: Matrix<Double>
  /// `σ`, shape `(r)`, descending, all positive.
  public let singularValues: [Double]

  /// `r`.
  public var rank: Int { singularValues.count }

  package init(left: Matrix<Double>, right: Matrix<Double>, singularValues: [Double]) {
    self.left = left
    self.right = right
    self.singularValues = singularValues
  }

  /// The matrix itself, shape `(m, n)`.
  public var dense: Matrix<Double> { left.times(right, transposing: .right) }
}
