/// The routines that found a spectrum, as a table names them.
public enum SpectrumDriver: String, Codable, CaseIterable, Hashable, Sendable {
  /// The eigenvalues of the smaller Gram matrix, by one reduction to tridiagonal form, as dsyevd, in
  /// this package's own kernels.
  case gram = "gram+tridiagonal"
  /// The same with a band in between, which large matrices gain from; as dsyevd_2stage.
  case gramTwoStage = "gram+tridiagonal_2stage"
  /// Divide and conquer on the matrix itself.
  case direct = "dgesdd"
  /// The QR iteration on the matrix itself, where divide and conquer did not converge.
  case directIteration = "dgesvd"
  /// A triangular factor of a long matrix, block by block, then divide and conquer.
  case triangular = "tsqr+dgesdd"
  /// The same, then the QR iteration.
  case triangularIteration = "tsqr+dgesvd"
  /// One complex matrix per frequency of a convolution.
  case frequency = "frequency+zgesdd"
  /// The core of a product of two thin factors.
  case lowRankProduct = "lora+dgesdd"
  /// Block subspace iteration, for the largest values only.
  case subspace = "subspace"
}
