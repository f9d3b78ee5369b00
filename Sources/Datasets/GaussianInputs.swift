public import Randomness
public import Tensors

/// Inputs for networks: independent rows, entries N(0, 1).
///
/// - Parameters:
///   - count: The number of inputs N, ≥ 0.
///   - dimension: The entries of one input n, ≥ 0.
///   - seed: The path of the draws; the first rows do not depend on `count`.
///   - scalar: The scalar of the result.
/// - Returns: Shape `(count, dimension)`.
public func gaussianInputs<Scalar: MatrixScalar>(
  _ count: Int, dimension: Int, seed: SeedPath, as scalar: Scalar.Type = Double.self
) -> Matrix<Scalar> {
  var stream = RandomStream(seed)
  return Matrix(rows: count, columns: dimension, from: .standardNormal, using: &stream)
}
