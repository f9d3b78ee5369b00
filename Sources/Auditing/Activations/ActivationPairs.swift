import Checkpoints
import Spectra
import Tensors

/// All pairs of representations of the same samples.
struct ActivationPairs {
  private let matrices: [ActivationAudit.StoredMatrix]
  private let keepsAll: Bool

  /// Kernels are kept where all of them together take at most `memory` bytes.
  init(_ matrices: [ActivationAudit.StoredMatrix], memory: Int) {
    self.matrices = matrices
    let bytes = matrices.map { matrix in
      matrix.samples < matrix.tensor.shape[1] ? 8.0 * Double(matrix.samples * matrix.samples) : 0
    }
    keepsAll = bytes.reduce(0, +) <= Double(memory)
  }

  func compared() throws -> [ActivationResult.Pair] {
    guard matrices.count > 1 else { return [] }
    var kept: [Int: CenteredSamples?] = [:]
    func samples(_ index: Int) throws -> CenteredSamples? {
      if let known = kept[index] { return known }
      let made: CenteredSamples?
      do {
        made = try CenteredSamples(matrices[index].blocks)
      } catch let error as DecompositionError {
        guard case .nonFiniteInput = error.code else { throw error }
        made = nil
      }
      if keepsAll { kept[index] = .some(made) }
      return made
    }
    let selves = try matrices.indices.map { index in
      try samples(index).map { try $0.independence(from: $0) }
    }
    var pairs: [ActivationResult.Pair] = []
    for i in matrices.indices {
      let first = try samples(i)
      for j in matrices.indices where j > i {
        var metrics = Self.undefined
        if let first, let second = try samples(j), let one = selves[i], let two = selves[j] {
          let cross = try first.independence(from: second)
          metrics = Self.metrics(CenteredKernelAlignment(cross: cross, first: one, second: two))
        }
        pairs.append(
          ActivationResult.Pair(
            first: matrices[i].tensor.name, second: matrices[j].tensor.name, metrics: metrics))
      }
    }
    return pairs
  }

  private static let undefined = Dictionary(
    uniqueKeysWithValues: ActivationResult.comparisons.map {
      ($0, MetricValue.undefined("nonfinite"))
    })

  private static func metrics(_ alignment: CenteredKernelAlignment) -> [String: MetricValue] {
    let terms = [alignment.cross, alignment.first, alignment.second]
    let isFinite = terms.allSatisfy { $0.biased.isFinite && $0.unbiased.isFinite }
    func value(_ number: Double?) -> MetricValue {
      number.map { .number($0) } ?? .undefined(isFinite ? "selfTermNotPositive" : "outOfRange")
    }
    return [
      "cka_linear_biased": value(alignment.biased),
      "cka_linear_unbiased": value(alignment.unbiased),
      "cka_distance": value(alignment.distance),
      "hsic_unbiased": value(isFinite ? alignment.cross.unbiased : nil),
    ]
  }
}
