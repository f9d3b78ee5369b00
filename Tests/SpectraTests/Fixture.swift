import Foundation
import Spectra
import Tensors

/// Numbers of NumPy; rebuilt by `Tests/Fixtures/spectra/make_spectra.py`.
struct Fixture: Decodable {
  struct Measures: Decodable {
    let matrix: [[Double]]
    let singularValues: [Double]
    let spectralEntropy: Double
    let thresholdRankOfSum: Int
    let thresholdRankOfLargest: Int
    let stableRank: Double
    let nuclearNorm: Double
  }
  struct Symmetric: Decodable {
    let matrix: [[Double]]
    let eigenvalues: [Double]
  }
  struct Features: Decodable {
    struct Kernel: Decodable {
      let kernel: FeatureKernel
      let matrix: [[Double]]
      let absoluteEigenvalues: [Double]
      let spectralEntropy: Double
    }
    let matrix: [[Double]]
    let zeroFeatures: Int
    let kernels: [Kernel]
  }

  let measures: [Measures]
  let symmetric: [Symmetric]
  let features: [Features]

  static func load() throws -> Fixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/spectra/spectra.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Fixture.self, from: Data(contentsOf: file))
  }
}

/// NumPy and ours go through LAPACK on matrices below 10 x 10: each is within a few dozen ulp.
let rounding = 100 * Double.ulpOfOne
