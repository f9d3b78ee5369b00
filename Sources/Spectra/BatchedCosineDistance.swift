import CBLAS
public import Tensors

/// Effective ranks of the cosine-distance kernels of many networks.
public struct CosineDistanceEntropies: Sendable, Equatable {
  /// The spectral entropy of each kernel, in nats; `0` where the kernel is zero.
  public let entropies: [Double]
  /// The features of each network that are zero; their normalised form is taken as zero.
  public let zeroFeatures: [Int]
}

/// The spectral entropies of the kernels `K_i = 1 1^T - C_i` of many networks, `C_i` the cosine
/// similarities of its features.
///
/// By a small eigenproblem: the non-zero eigenvalues of `K` are those of a tridiagonal matrix of
/// `n + 1` rows, which a Householder reduction of the centred Gram matrix of the normalised features
/// gives directly; one network per SIMD lane, in float64 from the normalised features on. The error
/// is about `1e-14` over the mean cosine distance: below `1e-12` for deep networks that have
/// collapsed to rank one, `1e-8` for features that agree to three digits.
///
/// - Parameters:
///   - features: For each network the features of `N` inputs as rows, `(count, N, n)`.
///   - inputCounts: For each of these numbers the first so many rows are used; in `1...N`. Products
///     are shared between them.
/// - Returns: One result per input count, in their order.
/// - Throws: ``DecompositionError`` with code `nonFiniteInput` and the index of the network.
/// - Complexity: O(count (N n^2 + n^3)).
/// - Source: specification of the experiments, section 3.2.
public func cosineDistanceEntropies<S: MatrixScalar>(
  ofEach features: MatrixBatch<S>, inputCounts: [Int]
) throws(DecompositionError) -> [CosineDistanceEntropies] {
  try cosineDistanceEntropies(ofEach: features, inputCounts: inputCounts, using: .avx512)
}

package func cosineDistanceEntropies<S: MatrixScalar>(
  ofEach features: MatrixBatch<S>, inputCounts: [Int], using instructions: LaneInstructions
) throws(DecompositionError) -> [CosineDistanceEntropies] {
  let (count, inputs, n) = (features.count, features.rows, features.columns)
  precondition(n > 0, "features of \(inputs) x \(n) have no columns")
  for inputCount in inputCounts {
    precondition(
      (1...max(inputs, 1)).contains(inputCount), "\(inputCount) inputs out of \(inputs)")
  }
  let steps = Set(inputCounts).sorted()
  var entropies = [Double](repeating: 0, count: steps.count * count)
  var zeros = [UInt64](repeating: 0, count: steps.count * count)
  var outcomes = LaneOutcomes(count: steps.count * count)
  if n <= laneLimit {
    features.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      withLaneWork(lowrank_cosine_entropies_work(inputs, n, steps.count)) { work in
        if S.self == Double.self {
          lowrank_cosine_entropies_f64(
            instructions.level, UnsafeRawPointer(source).assumingMemoryBound(to: Double.self),
            count, inputs, n, steps, steps.count, &entropies, &zeros, &outcomes.status, work)
        } else {
          lowrank_cosine_entropies_f32(
            instructions.level, UnsafeRawPointer(source).assumingMemoryBound(to: Float.self),
            count, inputs, n, steps, steps.count, &entropies, &zeros, &outcomes.status, work)
        }
      }
    }
    try outcomes.requireFinite(features)
  }
  for place in n <= laneLimit ? outcomes.unfinished : Array(entropies.indices) {
    let network = features[place % count]
    let rows = network[0..<steps[place / count], 0..<n].matrix.converted(to: Double.self)
    do {
      let spectrum = try FeatureKernel.cosineDistance.spectrum(of: rows)
      (entropies[place], zeros[place]) = (spectrum.spectralEntropy, UInt64(spectrum.zeroFeatures))
    } catch {
      throw DecompositionError(error.code, matrix: place % count)
    }
  }
  return inputCounts.map { inputCount in
    let from = (steps.firstIndex(of: inputCount) ?? 0) * count
    return CosineDistanceEntropies(
      entropies: Array(entropies[from..<from + count]),
      zeroFeatures: zeros[from..<from + count].map { Int($0) })
  }
}
