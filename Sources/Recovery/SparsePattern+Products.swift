import CBLAS
import Tensors

/// The level of the kernels: the best that the machine has.
let instructions = LOWRANK_LEVEL_AVX512

extension SparsePattern {
  /// `<a_i, b_j>` at every place, by position, into `target`; the pattern is by row.
  func innerProducts(
    _ a: PaddedFactor, _ b: PaddedFactor, into target: PaddedFactor, threads: Int
  ) {
    precondition(target.columns == count, "\(target.columns) numbers for \(count) places")
    forEachPiece(threads: threads) { _, pattern in
      lowrank_sparse_inner(instructions, pattern, a.base, b.base, a.blocks, target.base)
    }
  }

  /// `S B`, shape `(rows, columns of B)`, for the sparse matrix `S` of `values`, by position.
  func product(_ values: PaddedFactor, _ b: PaddedFactor, threads: Int) -> PaddedFactor {
    let result = PaddedFactor(rows: rows, columns: b.columns)
    forEachPiece(threads: threads) { _, pattern in
      lowrank_sparse_multiply(
        instructions, pattern, values.base, b.base, b.blocks, result.base)
    }
    return result
  }

  /// Adds up, piece by piece, the `width` numbers that `body` writes for each piece.
  func sum(
    width: Int, threads: Int,
    _ body: @Sendable (UnsafeMutablePointer<Double>, lowrank_pattern) -> Void
  ) -> [Double] {
    let partial = PaddedFactor(rows: pieces, columns: width)
    forEachPiece(threads: threads) { piece, pattern in
      body(partial.base + piece * partial.stride, pattern)
    }
    var result = [Double](repeating: 0, count: width)
    for piece in 0..<pieces {
      for k in 0..<width { result[k] += partial.base[piece * partial.stride + k] }
    }
    return result
  }
}
