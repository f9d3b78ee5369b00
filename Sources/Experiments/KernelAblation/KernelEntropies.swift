import Spectra
import Tensors

/// The spectral entropies in nats of one kernel of each network's features, `(count, N, n)`, and how
/// many feature vectors were exactly zero.
///
/// Cosine distances have a batched routine of their own, Gram matrix and cosine similarity a small
/// eigenproblem; the others need all of their `(N, N)`, one matrix per SIMD lane.
///
/// - Complexity: O(count N³).
func kernelEntropies(
  ofEach features: MatrixBatch<Float>, _ kernel: FeatureKernel
) throws -> (entropies: [Double], zeroFeatures: Int) {
  let networks = (0..<features.count).map { features[$0].converted(to: Double.self) }
  switch kernel {
  case .cosineDistance:
    let measured = try cosineDistanceEntropies(ofEach: features, inputCounts: [features.rows])[0]
    return (measured.entropies, measured.zeroFeatures.reduce(0, +))
  case .linearGram, .cosineSimilarity:
    let spectra = try networks.map { try kernel.spectrum(of: $0) }
    return (spectra.map(\.spectralEntropy), spectra.reduce(0) { $0 + $1.zeroFeatures })
  case .l1, .l2, .squaredL2, .rbf, .laplacian, .polynomial:
    var zeroFeatures = 0
    var kernels = MatrixBatch<Double>(
      count: features.count, rows: features.rows, columns: features.rows)
    for (index, network) in networks.enumerated() {
      let matrix = kernel.matrix(of: network)
      kernels[index] = matrix.matrix
      zeroFeatures += matrix.zeroFeatures
    }
    let eigenvalues = try symmetricEigenvalues(ofEach: kernels)
    let entropies = (0..<eigenvalues.rows).map { row in
      RankMeasures.spectralEntropy(eigenvalues.row(row).map(abs).sorted(by: >))
    }
    return (entropies, zeroFeatures)
  }
}
