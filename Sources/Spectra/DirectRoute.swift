import CBLAS
import Tensors

/// The singular values from the matrix itself, descending; absolute error about `q eps σ₁`.
///
/// A tall matrix is reduced to the triangular factor of its QR decomposition one block of rows after
/// the other, a wide one like its transpose
/// (Demmel, Grigori, Hoemmen and Langou, *Communication-optimal parallel and sequential QR and LU
/// factorizations*, SIAM J. Sci. Comput. 34, 2012: sequential TSQR). `scale` is a power of two that
/// the matrix is divided by.
func directValues(
  of blocks: some MatrixBlocks, scale: Double
) throws -> (values: [Double], driver: SpectrumDriver) {
  let core = try sameSpectrum(as: blocks, scale: scale)
  do {
    return (try LAPACK.dgesdd(core, vectors: .none).values.map { scale * $0 }, .direct)
  } catch {
    guard case .noConvergence = error.code else { throw error }
    return (try LAPACK.dgesvd(core).map { scale * $0 }, .directIteration)
  }
}

/// Bytes of a block that QR decompositions take.
private let blockBytes = 32 << 20

/// A matrix with the singular values of the given one over `scale`: its triangular factor, or the
/// matrix itself where it takes little more memory.
private func sameSpectrum(
  as blocks: some MatrixBlocks, scale: Double
) throws -> Matrix<Double> {
  let (m, n, q) = (blocks.rows, blocks.columns, min(blocks.rows, blocks.columns))
  if 8 * m * n <= 8 * q * q + blockBytes {
    return try Matrix(rows: m, columns: n) { target in
      try blocks.read(rows: 0..<m, columns: 0..<n, into: target)
      divide(target, by: scale)
    }
  }
  let plan = BlockPlan(rows: m, columns: n, bytes: blockBytes)
  var triangle = Matrix<Double>(rows: q, columns: q)
  try withAlignedDoubles(plan.isWide ? plan.length * q : 0) { tall in
    try plan.forEach(of: blocks) { block, place in
      divide(block, by: scale)
      var lines = block
      if plan.isWide, let source = block.baseAddress, let target = tall.baseAddress {
        lowrank_transpose_f64(LOWRANK_LEVEL_AVX512, source, place.count, q, place.count, target)
        lines = UnsafeMutableBufferPointer(rebasing: tall[..<block.count])
      }
      try LAPACK.dtplqt(&triangle, lines)
    }
  }
  return triangle
}

/// Divides by a power of two.
func divide(_ elements: UnsafeMutableBufferPointer<Double>, by scale: Double) {
  guard scale != 1 else { return }
  for i in elements.indices { elements[i] /= scale }
}
