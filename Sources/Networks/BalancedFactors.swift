import Foundation
import Spectra
public import Tensors

/// Splits a matrix into balanced factors, `W = W_d ⋯ W₁`: the parameters of a deep linear network
/// that compute `W` at the least norm.
///
/// With the thin SVD `W = U S Vᵀ`, `S^{1/d}` padded with zeros to the width: `W₁ = S^{1/d} Vᵀ`,
/// `Wᵢ = S^{1/d}`, `W_d = U S^{1/d}`. Hence `Wᵢ₊₁ᵀ Wᵢ₊₁ = Wᵢ Wᵢᵀ` and
/// `Σᵢ ‖Wᵢ‖²_F = d Σⱼ σⱼ^{2/d}`.
///
/// - Parameters:
///   - weight: Shape `(m, n)`.
///   - depth: The number of factors, ≥ 1.
///   - width: Rows of every factor but the last; at least the rank of `weight`.
/// - Returns: `W₁` of shape `(width, n)`, `(width, width)`, …, `W_d` of shape `(m, width)`; the
///   matrix itself for depth 1.
/// - Throws: ``NetworkError`` with code `shapeMismatch` if the rank exceeds the width, or the
///   `DecompositionError` of a matrix that is not finite.
/// - Source: S. Arora, N. Cohen, E. Hazan, arXiv 1802.06509 (balancedness).
public func balancedFactors(
  of weight: Matrix<Double>, depth: Int, width: Int
) throws -> [Matrix<Double>] {
  precondition(depth >= 1 && width >= 1, "a product of \(depth) factors of width \(width)")
  guard depth > 1 else { return [weight] }
  let svd = try SingularValueDecomposition(weight)
  let floor = (svd.values.first ?? 0) * Double(max(weight.rows, weight.columns)) * .ulpOfOne
  let rank = svd.values.count { $0 > floor }
  guard rank <= width else {
    throw NetworkError(
      .shapeMismatch,
      "A matrix of rank \(rank) does not pass through layers of width \(width): widen them.")
  }
  let roots = svd.values.prefix(rank).map { pow($0, 1 / Double(depth)) }
  var first = Matrix<Double>(rows: width, columns: weight.columns)
  var inner = Matrix<Double>(rows: width, columns: width)
  var last = Matrix<Double>(rows: weight.rows, columns: width)
  for (j, root) in roots.enumerated() {
    for column in 0..<weight.columns { first[j, column] = root * svd.right[column, j] }
    inner[j, j] = root
    for row in 0..<weight.rows { last[row, j] = svd.left[row, j] * root }
  }
  return [first] + [Matrix<Double>](repeating: inner, count: depth - 2) + [last]
}
