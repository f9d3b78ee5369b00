import Foundation
import Networks
import Randomness
import Testing

@Suite struct DenseArchitectureTests {
  @Test("law: variances are gain²/fanIn, gain 1 in the last layer")
  func variances() {
    let network = DenseArchitecture(inputs: 10, width: 4, depth: 3, activation: .relu)
    let variances = (1...3).map(network.weightVariance(ofLayer:))
    for (variance, expected) in zip(variances, [0.2, 0.5, 0.25]) {
      #expect(abs(variance - expected) <= 2 * expected.ulp)
    }
    #expect(network.weightCount == 40 + 16 + 16)
    let linear = DenseArchitecture(inputs: 10, width: 4, depth: 2, activation: .linear)
    #expect((1...2).map(linear.weightVariance(ofLayer:)) == [0.1, 0.25])
  }

  @Test("law: both weight distributions have the variance asked for")
  func distributions() {
    for shape in WeightDistribution.allCases {
      switch shape.distribution(variance: 3) {
      case .normal(let mean, let deviation): #expect(mean == 0 && deviation == 3.0.squareRoot())
      case .uniform(let range): #expect(range == -3...3)  // variance 3²/3
      }
    }
  }

  @Test("law: an architecture survives coding")
  func coding() throws {
    let network = DenseArchitecture(
      inputs: 784, width: 32, depth: 4, activation: .leakyReLU(slope: 0.2))
    let data = try JSONEncoder().encode(network)
    #expect(try JSONDecoder().decode(DenseArchitecture.self, from: data) == network)
  }

  @Test("hostile: impossible sizes stop the program")
  func impossibleSizes() async {
    await #expect(processExitsWith: .failure) {
      _ = DenseArchitecture(inputs: 1, width: 1, depth: 0, activation: .linear)
    }
    await #expect(processExitsWith: .failure) {
      let network = DenseArchitecture(inputs: 1, width: 1, depth: 1, activation: .linear)
      _ = network.weightVariance(ofLayer: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = WeightDistribution.normal.distribution(variance: .nan)
    }
  }
}
