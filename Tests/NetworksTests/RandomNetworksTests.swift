import Networks
import Randomness
import Spectra
import Tensors
import Testing

private let root = SeedPath("20230301/networks-tests")

private func gaussian<Scalar: MatrixScalar>(
  _ rows: Int, _ columns: Int, _ type: Scalar.Type
) -> Matrix<Scalar> {
  var stream = RandomStream(root / "inputs")
  return Matrix(rows: rows, columns: columns, from: .standardNormal, using: &stream)
}

@Suite struct RandomNetworksTests {
  /// One network from the definition, with the same draws as `features`.
  private func naive<Scalar: MatrixScalar>(
    _ network: DenseArchitecture, _ inputs: Matrix<Scalar>, stream: inout RandomStream
  ) -> Matrix<Scalar> {
    // Neighbouring layers of one variance share a fill; sizes here are multiples of 4, so that a
    // fill split between layers gives the same draws.
    var h = inputs
    for layer in 1...network.depth {
      let weights = Matrix<Scalar>(
        rows: h.columns, columns: network.width,
        from: .normal(
          mean: 0, standardDeviation: network.weightVariance(ofLayer: layer).squareRoot()),
        using: &stream)
      var next = Matrix<Scalar>(rows: h.rows, columns: network.width)
      for i in 0..<h.rows {
        for j in 0..<network.width {
          let sum = (0..<h.columns).reduce(Scalar(0)) { $0 + h[i, $1] * weights[$1, j] }
          let rectifies = network.activation == .relu && layer < network.depth
          next[i, j] = rectifies ? max(sum, 0) : sum
        }
      }
      h = next
    }
    return h
  }

  @Test(
    "oracle: the definition, layer by layer", arguments: [Activation.linear, .relu],
    [(1, 12, 8, 5), (2, 8, 8, 20), (5, 12, 8, 20), (5, 12, 8, 5), (4, 8, 20, 70)])
  func definition(_ activation: Activation, _ size: (depth: Int, inputs: Int, width: Int, n: Int)) {
    let network = DenseArchitecture(
      inputs: size.inputs, width: size.width, depth: size.depth, activation: activation)
    check(network, gaussian(size.n, size.inputs, Double.self))
    check(network, gaussian(size.n, size.inputs, Float.self))
  }

  private func check<Scalar: MatrixScalar>(_ network: DenseArchitecture, _ inputs: Matrix<Scalar>) {
    var fast = RandomStream(root / "weights")
    var slow = fast
    let features = network.features(ofNetworks: 3, inputs: inputs, stream: &fast)
    for index in 0..<3 {
      let expected = naive(network, inputs, stream: &slow)
      // Sums of at most 20 terms of order 1, in another order, through at most 5 layers: an entry
      // is off by less than depth·terms ulp of the matrix's norm. A wrong layer is off by O(1).
      let bound = 100 * Scalar.ulpOfOne * expected.frobeniusNorm
      #expect((features[index] - expected).frobeniusNorm <= bound)
      #expect(expected.frobeniusNorm > 0.1)
    }
    #expect(fast.position == slow.position)
  }

  @Test("law: networks do not depend on how many are asked for at once")
  func splitting() {
    let network = DenseArchitecture(inputs: 7, width: 5, depth: 3, activation: .gelu)
    let inputs = gaussian(9, 7, Float.self)
    var whole = RandomStream(root / "split")
    var parts = whole
    let five = network.features(ofNetworks: 5, inputs: inputs, weights: .uniform, stream: &whole)
    let two = network.features(ofNetworks: 2, inputs: inputs, weights: .uniform, stream: &parts)
    let three = network.features(ofNetworks: 3, inputs: inputs, weights: .uniform, stream: &parts)
    #expect((0..<5).map { five[$0] } == (0..<2).map { two[$0] } + (0..<3).map { three[$0] })
    #expect(five[0] != five[1])
  }

  /// `E ‖h‖²/width = ‖x‖²/inputs`: exact for linear networks, and for ReLU, where half of the
  /// pre-activations' second moment remains and the gain doubles it.
  @Test(
    "law: the mean square passes through every depth", arguments: [Activation.linear, .relu],
    WeightDistribution.allCases)
  func meanSquare(_ activation: Activation, _ weights: WeightDistribution) {
    let network = DenseArchitecture(inputs: 24, width: 16, depth: 3, activation: activation)
    let inputs = Matrix<Double>(rows: 1, columns: 24, repeating: 1)
    var stream = RandomStream(root / "mean-square" / weights.rawValue)
    let features = network.features(
      ofNetworks: 4000, inputs: inputs, weights: weights, stream: &stream)
    let squares = (0..<features.count).map { index in
      features[index].elements.reduce(0) { $0 + $1 * $1 } / 16
    }
    let mean = squares.reduce(0, +) / 4000
    let variance = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    // Five standard errors: false alarm 6e-7; a missing gain is a factor of 4 off.
    #expect(abs(mean - 1) < 5 * (variance / 4000).squareRoot())
    #expect(variance < 2)
  }

  @Test("law: a product is the linear network on the identity")
  func productsAreNetworks() {
    let network = DenseArchitecture(inputs: 12, width: 12, depth: 4, activation: .linear)
    var one = RandomStream(root / "products")
    var other = one
    let products = effectiveWeights(ofNetworks: 2, depth: 4, width: 12, stream: &one)
    let features = network.features(
      ofNetworks: 2, inputs: Matrix<Double>.identity(12), stream: &other)
    for index in 0..<2 {
      let error = (products[index] - features[index]).frobeniusNorm
      #expect(error <= 100 * Double.ulpOfOne * products[index].frobeniusNorm)
    }
  }

  /// Mean entropies of products at n = 16 (specification 2.4): 40,000 normal and 8,000 uniform draws
  /// at least, standard deviations of one draw .025, .036, .063.
  @Test(
    "oracle: mean spectral entropy of products at width 16",
    arguments: [
      (WeightDistribution.normal, 1, 2.542, 0.025), (.normal, 2, 2.349, 0.036),
      (.normal, 4, 2.043, 0.063), (.uniform, 1, 2.550, 0.025), (.uniform, 4, 2.068, 0.063),
    ])
  func productEntropies(
    _ weights: WeightDistribution, depth: Int, expected: Double, deviation: Double
  ) throws {
    let draws = 500
    var stream = RandomStream(root / "entropies" / depth)
    let products = effectiveWeights(
      ofNetworks: draws, depth: depth, width: 16, distribution: weights, stream: &stream)
    let mean =
      try (0..<draws).reduce(0.0) { try $0 + spectralEntropy(of: products[$1]) } / Double(draws)
    // The specification's test rule; depths differ by 0.2 or more.
    let tolerance =
      3 * deviation * (1 / Double(draws) + 1 / 8000).squareRoot() + 0.0005
    #expect(abs(mean - expected) < tolerance)
  }

  /// Cosine-distance entropies at n = 32, N = 128 (specification 3.3, 600 draws).
  @Test(
    "oracle: kernel entropies at width 32",
    arguments: [
      (Activation.linear, 1, 2.148, 0.012), (.linear, 4, 1.816, 0.031), (.relu, 2, 2.066, 0.017),
      (.relu, 4, 1.875, 0.040),
    ])
  func kernelEntropies(
    _ activation: Activation, depth: Int, expected: Double, deviation: Double
  ) throws {
    let draws = 60
    let network = DenseArchitecture(inputs: 32, width: 32, depth: depth, activation: activation)
    var stream = RandomStream(root / "kernels" / depth)
    let features = network.features(
      ofNetworks: draws, inputs: gaussian(128, 32, Double.self), stream: &stream)
    let mean =
      try (0..<draws).reduce(0.0) {
        try $0 + FeatureKernel.cosineDistance.spectrum(of: features[$1]).spectralEntropy
      } / Double(draws)
    // Three standard errors, and three times 0.003 for another set of inputs.
    let tolerance = 3 * deviation * (1 / Double(draws) + 1 / 600).squareRoot() + 0.009
    #expect(abs(mean - expected) < tolerance)
  }

  @Test("hostile: no networks, no inputs")
  func nothing() {
    let network = DenseArchitecture(inputs: 3, width: 2, depth: 2, activation: .relu)
    var stream = RandomStream(root / "nothing")
    #expect(
      network.features(ofNetworks: 0, inputs: gaussian(4, 3, Double.self), stream: &stream).count
        == 0)
    let none = network.features(ofNetworks: 2, inputs: gaussian(0, 3, Double.self), stream: &stream)
    #expect(none.count == 2 && none.rows == 0 && none.columns == 2)
  }

  @Test("hostile: inputs of the wrong length stop the program")
  func wrongInputs() async {
    await #expect(processExitsWith: .failure) {
      let network = DenseArchitecture(inputs: 3, width: 2, depth: 2, activation: .relu)
      var stream = RandomStream(SeedPath("wrong"))
      _ = network.features(
        ofNetworks: 1, inputs: Matrix<Double>(rows: 1, columns: 4), stream: &stream)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(SeedPath("wrong"))
      _ = effectiveWeights(ofNetworks: -1, depth: 1, width: 4, stream: &stream)
    }
  }
}
