import Spectra
import Tensors

/// The exact facts about the kernel `K = 1 1^T - C` of cosine distances, measured on one network.
///
/// `C` is positive semidefinite with unit diagonal, so `tr K = 0`; if `K` is not zero it has exactly
/// one positive eigenvalue, which holds half of the absolute spectrum. The effective rank that the
/// small eigenproblem gives must be that of the full one.
///
/// - Source: specification of the experiments, section 3.2; proved there.
public struct KernelIdentity: Codable, Sendable {
  /// `|tr K|`.
  let trace: Double
  /// The number of positive eigenvalues above the rounding of the largest.
  let positiveEigenvalues: Int
  /// The share of the largest eigenvalue in the absolute spectrum.
  let leadingShare: Double
  /// The effective rank from the full `N x N` eigenproblem minus that from the small one.
  let fastMinusFull: Double

  /// Measures the facts on the first `inputs` rows of `features`, `(N, n)`.
  ///
  /// Nil where nothing can be said: a feature vector that is zero breaks the premise of a unit
  /// diagonal, and cosine distances below a thousandth on average leave the identities less digits
  /// than they are asked for, since the entries of `1 - C` carry the rounding of one.
  init?(of features: Matrix<Float>, inputs: Int, fast: Double) throws(DecompositionError) {
    let rows = features[0..<inputs, 0..<features.columns].matrix.converted(to: Double.self)
    let kernel = FeatureKernel.cosineDistance.matrix(of: rows)
    guard kernel.zeroFeatures == 0 else { return nil }
    let eigenvalues = try symmetricEigenvalues(of: kernel.matrix)
    let magnitudes = eigenvalues.map(abs).sorted(by: >)
    guard magnitudes[0] > 1e-3 * Double(inputs) else { return nil }
    let total = magnitudes.reduce(0, +)
    trace = abs((0..<inputs).reduce(0) { $0 + kernel.matrix[$1, $1] })
    positiveEigenvalues = eigenvalues.count { $0 > 1e-12 * magnitudes[0] }
    leadingShare = (eigenvalues.last ?? 0) / total
    fastMinusFull = fast - RankMeasures.spectralEntropy(magnitudes)
  }
}
