import Foundation
import Spectra
import Tensors

/// The leading left and right singular vectors of a matrix or of a product of factors.
struct LeadingSubspaces {
  /// `U_k`, shape `(m, k)`.
  let left: Matrix<Double>
  /// `V_k`, shape `(n, k)`.
  let right: Matrix<Double>

  /// Matrices whose shorter side is at most this are decomposed whole.
  private static let directSide = 512
  private static let directMemory = 64 << 20

  /// The vectors of the `count` largest values, `count ≤ min(m, n)`.
  ///
  /// - Throws: What prevents reading, or `DecompositionError`.
  init(of blocks: any MatrixBlocks, count: Int) throws {
    let isSmall = min(blocks.rows, blocks.columns) <= Self.directSide
    let found = try LeadingSingularVectors(
      of: blocks, count: count, memory: isSmall ? Self.directMemory : 0)
    (left, right) = (found.left, found.right)
  }

  /// The vectors of `B A`: with `B = Q_B R_B` and `Aᵀ = Q_A R_A` those of `R_B R_Aᵀ`, turned.
  ///
  /// - Throws: What prevents reading, or `DecompositionError`.
  init(of factors: LowRankFactors, count: Int) throws {
    let b = try QRDecomposition(Matrix(reading: factors.left))
    let a = try QRDecomposition(Matrix(reading: factors.right).transposed)
    let core = try SingularValueDecomposition(b.r.times(a.r, transposing: .right))
    let k = min(count, core.values.count)
    left = b.q.times(core.left[0..<core.left.rows, 0..<k].matrix)
    right = a.q.times(core.right[0..<core.right.rows, 0..<k].matrix)
  }
}

/// How two subspaces of one dimension lie to each other.
struct SubspaceAngles {
  /// `‖XᵀY‖_F² / k`, in `0...1`.
  let overlap: Double
  /// The largest principal angle, in `0...π/2`.
  let largest: Double

  /// Compares the first `k` columns of two matrices with orthonormal columns.
  ///
  /// Small angles are taken from their sines, large ones from their cosines, so that both are exact.
  ///
  /// - Throws: `DecompositionError`.
  /// - Source: Björck and Golub, *Numerical methods for computing angles between linear subspaces*,
  ///   Math. Comp. 27, 1973.
  init(_ x: Matrix<Double>, _ y: Matrix<Double>, dimension k: Int) throws {
    let (x, y) = (x[0..<x.rows, 0..<k].matrix, y[0..<y.rows, 0..<k].matrix)
    let cosines = x.times(y, transposing: .left)
    let remainder = y - x.times(cosines)
    let squares = cosines.withUnsafeBufferPointer { $0.reduce(0) { $0 + $1 * $1 } }
    overlap = min(1, squares / Double(k))
    let cosine = try SingularValueDecomposition(cosines).values.last ?? 0
    let sine = try SingularValueDecomposition(remainder).values.first ?? 0
    largest = atan2(sine, cosine)
  }
}
