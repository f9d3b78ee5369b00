import CBLAS
import Tensors

/// The level of the kernels: the best that the machine has.
let instructions = LOWRANK_LEVEL_AVX512

extension SparsePattern {
  /// `<a_i, b_j>` at every place, by position; the pattern is by row.
  func innerProducts(_ a: PaddedFactor, _ b: PaddedFactor, threads: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let target = buffer.baseAddress
      a.withElements { a in
        b.withElements { b in
          forEachPiece(threads: threads) { _, pattern in
            lowrank_sparse_inner(instructions, pattern, a.base, b.base, a.blocks, target)
          }
        }
      }
      initialized = count
    }
  }

  /// `S B`, shape `(rows, columns of B)`, for the sparse matrix `S` of `values`, by position.
  func product(_ values: [Double], _ b: PaddedFactor, threads: Int) -> PaddedFactor {
    var result = PaddedFactor(rows: rows, columns: b.columns)
    values.withUnsafeBufferPointer { values in
      nonisolated(unsafe) let values = values.baseAddress
      b.withElements { b in
        result.withMutableElements { target in
          forEachPiece(threads: threads) { _, pattern in
            lowrank_sparse_multiply(instructions, pattern, values, b.base, b.blocks, target.base)
          }
        }
      }
    }
    return result
  }
}

/// The elements of a padded factor, as threads share them.
struct FactorElements: @unchecked Sendable {
  let base: UnsafePointer<Double>?
  let blocks: Int
}

/// The same for writing: threads write different rows.
struct MutableFactorElements: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>?
}

extension PaddedFactor {
  func withElements<R>(_ body: (FactorElements) -> R) -> R {
    matrix.withUnsafeBufferPointer { body(FactorElements(base: $0.baseAddress, blocks: blocks)) }
  }

  mutating func withMutableElements<R>(_ body: (MutableFactorElements) -> R) -> R {
    matrix.withUnsafeMutableBufferPointer { body(MutableFactorElements(base: $0.baseAddress)) }
  }
}
