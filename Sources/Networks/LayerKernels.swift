internal import CBLAS
package import Tensors

/// The loops of a forward and backward pass beside products and activations.
///
/// Matrices are dense and row-major. Sums run in an order that depends on the shape only; AVX2 and
/// AVX-512 differ from the baseline by the roundings that fused multiply-add saves.
package enum LayerKernels {
  /// Writes the transpose of the `(rows, columns)` matrix `a` into `target`, which does not
  /// overlap it.
  package static func transpose<Scalar: MatrixScalar>(
    _ a: UnsafePointer<Scalar>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Scalar>,
    atMost set: InstructionSet = .avx512
  ) {
    if Scalar.self == Double.self {
      lowrank_transpose_f64(set.level, a.f64, columns, rows, columns, target.f64)
    } else {
      lowrank_transpose_f32(set.level, a.f32, columns, rows, columns, target.f32)
    }
  }

  /// Adds `row`, `(columns)`, to every row of `matrix`, `(rows, columns)`.
  package static func addRow<Scalar: MatrixScalar>(
    _ row: UnsafePointer<Scalar>, to matrix: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int,
    atMost set: InstructionSet = .avx512
  ) {
    if Scalar.self == Double.self {
      lowrank_add_row_f64(set.level, row.f64, matrix.f64, rows, columns)
    } else {
      lowrank_add_row_f32(set.level, row.f32, matrix.f32, rows, columns)
    }
  }

  /// Writes the sum over the rows of `matrix`, `(rows, columns)`, into `sums`, `(columns)`.
  package static func sumRows<Scalar: MatrixScalar>(
    _ matrix: UnsafePointer<Scalar>, rows: Int, columns: Int,
    into sums: UnsafeMutablePointer<Scalar>, atMost set: InstructionSet = .avx512
  ) {
    if Scalar.self == Double.self {
      lowrank_sum_rows_f64(set.level, matrix.f64, rows, columns, sums.f64)
    } else {
      lowrank_sum_rows_f32(set.level, matrix.f32, rows, columns, sums.f32)
    }
  }

  /// `y += factor·x` for `count` values; `x` may be `y`.
  package static func addScaled<Scalar: MatrixScalar>(
    _ x: UnsafePointer<Scalar>, by factor: Scalar, to y: UnsafeMutablePointer<Scalar>, count: Int,
    atMost set: InstructionSet = .avx512
  ) {
    if Scalar.self == Double.self {
      lowrank_add_scaled_f64(set.level, x.f64, Double(factor), y.f64, count)
    } else {
      lowrank_add_scaled_f32(set.level, x.f32, Float(factor), y.f32, count)
    }
  }

  /// `x *= factor` for `count` values.
  package static func scale<Scalar: MatrixScalar>(
    _ x: UnsafeMutablePointer<Scalar>, by factor: Scalar, count: Int,
    atMost set: InstructionSet = .avx512
  ) {
    if Scalar.self == Double.self {
      lowrank_scale_f64(set.level, x.f64, Double(factor), count)
    } else {
      lowrank_scale_f32(set.level, x.f32, Float(factor), count)
    }
  }
}
