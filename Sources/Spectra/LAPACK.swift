internal import CBLAS
import Tensors

// The only file of this module that knows CBLAS's LAPACK routines.
//
// LAPACK is column-major. A row-major (m, n) matrix is, byte for byte, the column-major (n, m)
// transpose; every routine here says what it makes of that instead of copying. Workspaces are always
// queried: the minimal one makes dsyevd twice as slow at n = 2048.

/// LAPACK's routines on row-major matrices, `info` translated.
enum LAPACK {
  /// What a singular value decomposition returns beside the values.
  enum Vectors: Int8 {
    /// Nothing.
    case none = 78  // 'N'
    /// The first `min(m, n)` left and right singular vectors.
    case thin = 83  // 'S'
  }

  /// Singular values, descending, and on request the vectors, of a row-major `(m, n)` matrix.
  ///
  /// dgesdd sees `A^T = V S U^T`: its left vectors are our right ones. Column-major `V (n, k)` is
  /// row-major `V^T (k, n)`, and column-major `U^T (k, m)` is row-major `U (m, k)`.
  ///
  /// - Returns: `left` is `U (m, k)`, `right` is `V^T (k, n)`; both empty without vectors.
  static func dgesdd(
    _ a: consuming Matrix<Double>, vectors: Vectors
  ) throws(DecompositionError) -> (values: [Double], left: Matrix<Double>, right: Matrix<Double>) {
    let (m, n) = (Int32(a.rows), Int32(a.columns))
    let k = min(a.rows, a.columns)
    let hasVectors = vectors == .thin
    var left = Matrix<Double>(rows: hasVectors ? a.rows : 0, columns: hasVectors ? k : 0)
    var right = Matrix<Double>(rows: hasVectors ? k : 0, columns: hasVectors ? a.columns : 0)
    var values = [Double](repeating: 0, count: k)
    guard k > 0 else { return (values, left, right) }
    var iwork = [Int32](repeating: 0, count: 8 * k)
    var info: Int32 = 0
    a.withUnsafeMutableBufferPointer { a in
      left.withUnsafeMutableBufferPointer { left in
        right.withUnsafeMutableBufferPointer { right in
          withWorkspace { work, size in
            info = lowrank_dgesdd(
              vectors.rawValue, n, m, a.baseAddress, &values, right.baseAddress, n,
              left.baseAddress, Int32(k), work, size, &iwork)
          }
        }
      }
    }
    try check(info, "dgesdd")
    return (values, left, right)
  }

  /// Singular values, descending, by the QR iteration: for what divide and conquer gave up on.
  static func dgesvd(_ a: consuming Matrix<Double>) throws(DecompositionError) -> [Double] {
    let (m, n) = (Int32(a.rows), Int32(a.columns))
    var values = [Double](repeating: 0, count: min(a.rows, a.columns))
    guard !values.isEmpty else { return values }
    var info: Int32 = 0
    a.withUnsafeMutableBufferPointer { a in
      withWorkspace { work, size in
        info = lowrank_dgesvd(n, m, a.baseAddress, &values, work, size)
      }
    }
    try check(info, "dgesvd")
    return values
  }

  /// The triangular factor R of the rows of `triangle`, upper triangular, and of `rows` below them.
  ///
  /// LAPACK sees `Lᵀ = R` and the rows as columns beside it: an LQ decomposition of bytes as they lie.
  /// Destroys `rows`, row-major.
  static func dtplqt(
    _ triangle: inout Matrix<Double>, _ rows: UnsafeMutableBufferPointer<Double>
  ) throws(DecompositionError) {
    let q = triangle.rows
    guard q > 0, !rows.isEmpty else { return }
    let block = min(q, 48)
    var reflectors = [Double](repeating: 0, count: block * q)
    var work = [Double](repeating: 0, count: block * q)
    var info: Int32 = 0
    triangle.withUnsafeMutableBufferPointer { triangle in
      info = lowrank_dtplqt(
        Int32(q), Int32(rows.count / q), Int32(block), triangle.baseAddress, rows.baseAddress,
        &reflectors, &work)
    }
    try check(info, "dtplqt")
  }

  /// Singular values, descending, of a complex matrix whose real and imaginary parts alternate.
  ///
  /// The elements are column-major `(m, n)` or, what has the same values, row-major `(n, m)`.
  static func zgesdd(
    _ elements: UnsafeMutableBufferPointer<Double>, m: Int, n: Int
  ) throws(DecompositionError) -> [Double] {
    var values = [Double](repeating: 0, count: min(m, n))
    guard !values.isEmpty else { return values }
    var info: Int32 = 0
    var iwork = [Int32](repeating: 0, count: 8 * min(m, n))
    var rwork = [Double](repeating: 0, count: 7 * min(m, n))
    withWorkspace { work, size in
      // The size is the real part of a complex number, and counts complex numbers.
      info = lowrank_zgesdd(
        Int32(m), Int32(n), elements.baseAddress, &values, work, size / (size > 0 ? 2 : 1), &rwork,
        &iwork)
      if size < 0 { work.pointee *= 2 }
    }
    try check(info, "zgesdd")
    return values
  }

  /// LAPACK's `jobz`: `V` and `N`.
  private static let (wanted, unwanted) = (CChar(86), CChar(78))

  /// Eigenvalues, ascending, of a symmetric matrix; with vectors they replace it, one per row.
  ///
  /// The upper triangle that LAPACK reads is the lower one of the row-major matrix; the column-major
  /// eigenvectors are the rows of the row-major result.
  static func dsyevd(
    _ a: inout Matrix<Double>, vectors: Bool
  ) throws(DecompositionError) -> [Double] {
    let n = Int32(a.rows)
    var values = [Double](repeating: 0, count: a.rows)
    guard n > 0 else { return values }
    var iwork = [Int32](repeating: 0, count: 3 + 5 * a.rows)
    var info: Int32 = 0
    a.withUnsafeMutableBufferPointer { a in
      withWorkspace { work, size in
        info = lowrank_dsyevd(
          vectors ? Self.wanted : Self.unwanted, n, a.baseAddress, &values, work, size, &iwork,
          Int32(iwork.count))
      }
    }
    try check(info, "dsyevd")
    return values
  }

  /// Eigenvalues only, ascending, by the two-stage reduction to tridiagonal form.
  ///
  /// It runs on matrix products where the classical one is bound by memory. Destroys the matrix.
  static func dsyevdTwoStage(_ a: inout Matrix<Double>) throws(DecompositionError) -> [Double] {
    let n = Int32(a.rows)
    var values = [Double](repeating: 0, count: a.rows)
    guard n > 0 else { return values }
    var iwork: [Int32] = [0]
    var info: Int32 = 0
    a.withUnsafeMutableBufferPointer { a in
      withWorkspace { work, size in
        info = lowrank_dsyevd_2stage(n, a.baseAddress, &values, work, size, &iwork, 1)
      }
    }
    try check(info, "dsyevd_2stage")
    return values
  }

  /// Thin QR: `A (m, n) = Q (m, k) R (k, n)`, `k = min(m, n)`.
  ///
  /// Works on the transpose, since a QR of the bytes as they lie would be an LQ.
  static func dgeqrf(
    _ a: Matrix<Double>
  ) throws(DecompositionError) -> (q: Matrix<Double>, r: Matrix<Double>) {
    let (m, n) = (a.rows, a.columns)
    let k = min(m, n)
    guard k > 0 else { return (Matrix(rows: m, columns: k), Matrix(rows: k, columns: n)) }
    var columnMajor = a.transposed
    var tau = [Double](repeating: 0, count: k)
    var info: Int32 = 0
    columnMajor.withUnsafeMutableBufferPointer { a in
      withWorkspace { work, size in
        info = lowrank_dgeqrf(Int32(m), Int32(n), a.baseAddress, &tau, work, size)
      }
    }
    try check(info, "dgeqrf")
    var r = Matrix<Double>(rows: k, columns: n)
    for i in 0..<k { for j in i..<n { r[i, j] = columnMajor[j, i] } }
    var q = columnMajor[0..<k, 0..<m].matrix
    q.withUnsafeMutableBufferPointer { q in
      withWorkspace { work, size in
        info = lowrank_dorgqr(Int32(m), Int32(k), Int32(k), q.baseAddress, tau, work, size)
      }
    }
    try check(info, "dorgqr")
    return (q.transposed, r)
  }

  /// Calls a routine twice: with `lwork = -1` for the size, then with the workspace.
  private static func withWorkspace(
    _ call: (UnsafeMutablePointer<Double>, Int32) -> Void
  ) {
    var optimal = 0.0
    call(&optimal, -1)
    let size = max(1, Int(optimal))
    withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { work in
      if let base = work.baseAddress { call(base, Int32(size)) }
    }
  }

  /// Negative `info` is our bug and names the argument; positive is mathematics.
  private static func check(_ info: Int32, _ routine: String) throws(DecompositionError) {
    precondition(info >= 0, "\(routine): argument \(-info) is illegal")
    if info > 0 {
      throw DecompositionError(.noConvergence(routine: routine, missing: Int(info)))
    }
  }

  /// Runs `body` with BLAS on `threads` threads; back to one afterwards.
  ///
  /// For one very large matrix outside the trials only: inside, parallelism is ours. One thread is
  /// how BLAS starts, and leaves the process's setting alone.
  static func withThreads<R, Failure: Error>(
    _ threads: Int, _ body: () throws(Failure) -> R
  ) throws(Failure) -> R {
    precondition(threads >= 1, "\(threads) threads")
    guard threads > 1 else { return try body() }
    lowrank_set_blas_threads(Int32(threads))
    defer { lowrank_set_blas_threads(1) }
    return try body()
  }
}
