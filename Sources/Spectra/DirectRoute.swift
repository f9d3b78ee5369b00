import CBLAS
package import Tensors

/// The singular values from the matrix itself, descending; absolute error about `q eps σ₁`.
///
/// A tall matrix is reduced to the triangular factor of its QR decomposition one block of rows after
/// the other, a wide one like its transpose
/// (Demmel, Grigori, Hoemmen and Langou, *Communication-optimal parallel and sequential QR and LU
/// factorizations*, SIAM J. Sci. Comput. 34, 2012: sequential TSQR). `scale` is a power of two that
/// the matrix is divided by. Where `divideAndConquer` does not converge the QR iteration follows.
package func directValues(
  of blocks: some MatrixBlocks, scale: Double,
  divideAndConquer: (Matrix<Double>) throws(DecompositionError) -> [Double] = dgesdd
) throws -> (values: [Double], driver: SpectrumDriver) {
  let (core, isTriangular) = try sameSpectrum(as: blocks, scale: scale)
  do {
    let values = try divideAndConquer(core)
    return (values.map { scale * $0 }, isTriangular ? .triangular : .direct)
  } catch {
    guard case .noConvergence = error.code else { throw error }
    let values = try LAPACK.dgesvd(core)
    return (values.map { scale * $0 }, isTriangular ? .triangularIteration : .directIteration)
  }
}

/// The singular values by divide and conquer.
package func dgesdd(_ matrix: Matrix<Double>) throws(DecompositionError) -> [Double] {
  try LAPACK.dgesdd(matrix, vectors: .none).values
}

/// Bytes of a block that QR decompositions take.
private let blockBytes = 32 << 20

/// A matrix with the singular values of the given one over `scale`: its triangular factor, or the
/// matrix itself where it takes little more memory.
private func sameSpectrum(
  as blocks: some MatrixBlocks, scale: Double
) throws -> (core: Matrix<Double>, isTriangular: Bool) {
  let (m, n, q) = (blocks.rows, blocks.columns, min(blocks.rows, blocks.columns))
  if 8 * m * n <= 8 * q * q + blockBytes {
    let whole = try Matrix(rows: m, columns: n) { target in
      try blocks.read(rows: 0..<m, columns: 0..<n, into: target)
      divide(target, by: scale)
    }
    return (whole, false)
  }
  let plan = BlockPlan(rows: m, columns: n, bytes: blockBytes)
  var triangle = Matrix<Double>(rows: q, columns: q)
  try withAlignedDoubles(plan.isWide ? plan.length * q : 0) { tall in
    try plan.forEach(of: blocks) { block, place in
      divide(block, by: scale)
      var lines = block
      if plan.isWide, let source = block.baseAddress, let target = tall.baseAddress {
        lowrank_transpose_f64(LOWRANK_LEVEL_BEST, source, place.count, q, place.count, target)
        lines = UnsafeMutableBufferPointer(rebasing: tall[..<block.count])
      }
      try LAPACK.dtplqt(&triangle, lines)
    }
  }
  return (triangle, true)
}

/// Divides by a power of two.
func divide(_ elements: UnsafeMutableBufferPointer<Double>, by scale: Double) {
  guard scale != 1 else { return }
  for i in elements.indices { elements[i] /= scale }
}
