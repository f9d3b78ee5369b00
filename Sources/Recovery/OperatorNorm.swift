import Randomness
import Spectra
import Tensors

/// The largest singular value of a linear map that is known by its products only.
///
/// Golub–Kahan bidiagonalisation with full reorthogonalisation, from a random start. The result is
/// below the norm by about `residual² / gap`, at a relative residual of 10⁻⁸ no more than rounding
/// unless the two largest values almost agree.
///
/// - Parameters:
///   - domain: The dimension that the map takes.
///   - range: The dimension that it gives.
///   - apply: `x ↦ Ax`.
///   - applyTransposed: `y ↦ Aᵀy`.
/// - Returns: `‖A‖₂`; 0 for the zero map.
/// - Throws: `DecompositionError` if a product is not finite.
/// - Complexity: Some tens of products of each kind.
func operatorNorm(
  domain: Int, range: Int, apply: ([Double]) -> [Double], applyTransposed: ([Double]) -> [Double]
) throws(DecompositionError) -> Double {
  var stream = RandomStream(SeedPath("recovery/operator-norm") / domain / range)
  let start = stream.values(domain, from: .standardNormal)
  var (rights, lefts) = ([start.scaled(by: 1 / start.norm)], [[Double]]())
  var (diagonal, above) = ([Double](), [Double]())
  var estimate = 0.0
  let limit = min(domain, range, 300)
  while lefts.count < limit {
    var u = apply(rights[rights.count - 1])
    u.orthogonalize(against: lefts)
    let alpha = u.norm
    // A map whose range is exhausted ends here.
    guard alpha > 1e-15 * estimate, alpha > 0 else { break }
    lefts.append(u.scaled(by: 1 / alpha))
    diagonal.append(alpha)

    var v = applyTransposed(lefts[lefts.count - 1])
    v.orthogonalize(against: rights)
    let beta = v.norm
    let isLast = lefts.count == limit || beta <= 1e-15 * alpha
    if isLast || lefts.count.isMultiple(of: 8) {
      let (value, share) = try largest(diagonal: diagonal, above: above)
      estimate = value
      if beta * share <= 1e-8 * value { break }
    }
    if isLast { break }
    rights.append(v.scaled(by: 1 / beta))
    above.append(beta)
  }
  return estimate
}

/// The largest singular value of a matrix.
func operatorNorm(of a: Matrix<Double>) throws(DecompositionError) -> Double {
  try singularValues(of: a, route: .direct).values.first ?? 0
}

/// The largest singular value of an upper bidiagonal matrix, and the last component of its left
/// vector.
private func largest(
  diagonal: [Double], above: [Double]
) throws(DecompositionError) -> (value: Double, share: Double) {
  var b = Matrix.diagonal(diagonal)
  for (i, value) in above.enumerated() { b[i, i + 1] = value }
  let svd = try SingularValueDecomposition(b)
  return (svd.values[0], abs(svd.left[diagonal.count - 1, 0]))
}

extension [Double] {
  fileprivate var norm: Double {
    var sum = 0.0
    for x in self { sum += x * x }
    return sum.squareRoot()
  }

  fileprivate func scaled(by factor: Double) -> [Double] { map { factor * $0 } }

  /// Twice is enough (Kahan).
  fileprivate mutating func orthogonalize(against basis: [[Double]]) {
    for _ in 0..<2 {
      for q in basis {
        var share = 0.0
        for i in indices { share += q[i] * self[i] }
        for i in indices { self[i] -= share * q[i] }
      }
    }
  }
}
