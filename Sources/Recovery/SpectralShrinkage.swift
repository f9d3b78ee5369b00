import Spectra
import Tensors
import Theory

/// The proximal operator of `τΦ` on dense matrices.
struct SpectralShrinkage {
  private let scalar: any ProximalOperator

  init(_ penalty: any SpectralPenalty, step: Double) {
    scalar = penalty.proximalOperator(step: step)
  }

  /// Singular values up to here become 0.
  var threshold: Double { scalar.zeroThreshold }

  /// `U diag(prox(σᵢ)) Vᵀ` for `Y = U diag(σ) Vᵀ`, and the values that are not 0.
  ///
  /// Values at the threshold `t` come from the Gram matrix with the error `ε σ₁²/t`, in less time than
  /// from the matrix itself: half of it at 40 × 40. The route is taken where that error is below
  /// `10³ ε σ₁`.
  func callAsFunction(
    _ y: Matrix<Double>
  ) throws -> (x: Matrix<Double>, singularValues: [Double]) {
    guard threshold > 1e-3 * y.frobeniusNorm else { return try direct(y) }
    guard y.rows >= y.columns else {
      let (x, values) = try fromGram(y.transposed)
      return (x.transposed, values)
    }
    return try fromGram(y)
  }

  private func direct(
    _ y: Matrix<Double>
  ) throws -> (x: Matrix<Double>, singularValues: [Double]) {
    let svd = try SingularValueDecomposition(y)
    let values = shrunk(svd.values)
    let kept = 0..<values.count
    let left = svd.left[0..<y.rows, kept].matrix.scalingColumns(by: values)
    return (left.times(svd.right[0..<y.columns, kept].matrix, transposing: .right), values)
  }

  /// `X = Y V diag(prox(σᵢ)/σᵢ) Vᵀ`, for `Y` with at least as many rows as columns.
  private func fromGram(
    _ y: Matrix<Double>
  ) throws -> (x: Matrix<Double>, singularValues: [Double]) {
    let eigen = try SymmetricEigendecomposition(y.gram())
    let all = eigen.values.reversed().map { max(0, $0).squareRoot() }
    let values = shrunk(all)
    let n = y.columns
    // Ascending order of eigenvalues: the kept vectors are the last ones.
    let v = eigen.vectors[0..<n, n - values.count..<n].matrix
    let factors = zip(values, all).map { $0 / $1 }
    let scaled = v.scalingColumns(by: factors.reversed())
    return (y.times(v).times(scaled, transposing: .right), values)
  }

  /// The results that are not 0, for descending values.
  private func shrunk(_ values: [Double]) -> [Double] {
    Array(values.lazy.map { $0 > threshold ? scalar($0) : 0 }.prefix { $0 > 0 })
  }
}

extension Matrix<Double> {
  /// `self + factor · other`.
  func adding(_ factor: Double, times other: Matrix) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { a in
        other.withUnsafeBufferPointer { b in
          for i in a.indices { target[i] = a[i] + factor * b[i] }
        }
      }
    }
  }

  /// `self + factor · (self - before)`.
  func extrapolated(from before: Matrix, by factor: Double) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { a in
        before.withUnsafeBufferPointer { b in
          for i in a.indices { target[i] = a[i] + factor * (a[i] - b[i]) }
        }
      }
    }
  }
}
