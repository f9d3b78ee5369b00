import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct KernelSpectrumTests {
  static let reducible = [FeatureKernel.linearGram, .cosineSimilarity, .cosineDistance]

  @Test("oracle: NumPy on the full matrix, all kernels")
  func numpy() throws {
    for features in try Fixture.load().features {
      for expected in features.kernels {
        let found = try expected.kernel.spectrum(of: Matrix(features.matrix))
        #expect(found.zeroFeatures == features.zeroFeatures)
        #expect(abs(found.spectralEntropy - expected.spectralEntropy) < 1e-12)
        let missing = expected.absoluteEigenvalues.count - found.spectrum.values.count
        let values = found.spectrum.values + [Double](repeating: 0, count: missing)
        #expect(relativeDistance(values, expected.absoluteEigenvalues) < rounding)
      }
    }
  }

  @Test("law: the small eigenproblem agrees with the full one", arguments: reducible)
  func paths(kernel: FeatureKernel) throws {
    var features = Matrix<Double>.gaussian(120, 20, seed: 1)
    for round in 0..<3 {
      // Plain, then a zero feature and a repeated one, then rank 2.
      if round == 1 { for j in 0..<20 { (features[7, j], features[8, j]) = (0, features[9, j]) } }
      if round == 2 { features = .prescribed(120, 20, values: [3, 1], seed: 2) }
      let fast = try kernel.spectrum(of: features)
      let full = try kernel.fullSpectrum(of: features)
      #expect(fast.spectrum.route == .reduced && full.spectrum.route == .direct)
      #expect(fast.zeroFeatures == (round == 1 ? 1 : 0) && full.zeroFeatures == fast.zeroFeatures)
      #expect(abs(fast.spectralEntropy - full.spectralEntropy) < 1e-10)
      let count = fast.spectrum.values.count
      let distance = relativeDistance(
        fast.spectrum.values, Array(full.spectrum.values.prefix(count)))
      #expect(distance < 1e-12 && count <= 21)
      #expect(full.spectrum.values.dropFirst(count).allSatisfy { $0 < 1e-10 })
    }
  }

  @Test("law: without a small eigenproblem the full one is taken")
  func routes() throws {
    for kernel in FeatureKernel.allCases {
      let wide = try kernel.spectrum(of: .gaussian(10, 9, seed: 3))
      #expect(wide.spectrum.route == .direct && wide.spectrum.values.count == 10)
      let tall = try kernel.spectrum(of: .gaussian(11, 9, seed: 3))
      #expect((tall.spectrum.route == .reduced) == Self.reducible.contains(kernel))
    }
  }

  @Test("law: cosine distance has trace 0, one positive eigenvalue and that has share 1/2")
  func identities() throws {
    let features = Matrix<Double>.gaussian(60, 12, seed: 4)
    let eigenvalues = try symmetricEigenvalues(
      of: FeatureKernel.cosineDistance.matrix(of: features).matrix)
    let unit = 60 * 60 * Double.ulpOfOne
    let negative = eigenvalues.filter { $0 < -unit }.map { -$0 }
    #expect(abs(eigenvalues.reduce(0, +)) < unit)
    #expect(eigenvalues.count { $0 > unit } == 1)
    #expect(negative.count == 12, "one per dimension")

    let found = try FeatureKernel.cosineDistance.spectrum(of: features)
    let values = found.spectrum.values
    #expect(abs(values[0] / values.reduce(0, +) - 0.5) < unit)
    // rho = log 2 + H / 2 with H the entropy of the negative part.
    let entropy = log(2) + RankMeasures.spectralEntropy(negative) / 2
    #expect(abs(found.spectralEntropy - entropy) < 1e-12)
    #expect(found.spectralEntropy < log(2) + log(12) / 2)
    #expect(found.spectralEntropy > log(2))
  }

  @Test("law: the ceiling log 2 + log(n) / 2 is reached by equally spread features")
  func ceiling() throws {
    // The columns of the identity and their negatives.
    let n = 32
    let features = Matrix<Double>(rows: 2 * n, columns: n) { target in
      target.update(repeating: 0)
      for i in 0..<n {
        target[i * n + i] = 1
        target[(n + i) * n + i] = -1
      }
    }
    let entropy = try FeatureKernel.cosineDistance.spectrum(of: features).spectralEntropy
    #expect(abs(entropy - (log(2) + log(32) / 2)) < 1e-13)
    #expect(abs(entropy - 2.426) < 5e-4)
  }

  @Test("law: features on one line have log 2, on one ray a kernel of 0", arguments: [5, 40])
  func rankOne(count: Int) throws {
    let line = Matrix<Double>.prescribed(count, 7, values: [2], seed: 5)
    let entropy = try FeatureKernel.cosineDistance.spectrum(of: line).spectralEntropy
    #expect(abs(entropy - log(2)) < 1e-13)

    let lengths = Matrix(rows: count, columns: 1, elements: (1...count).map { 1 / Double($0) })
    let ray = lengths.times(.gaussian(1, 7, seed: 6))
    for spectrum in [
      try FeatureKernel.cosineDistance.spectrum(of: ray),
      try FeatureKernel.cosineDistance.fullSpectrum(of: ray),
    ] {
      #expect(spectrum.spectralEntropy == 0 && spectrum.spectrum.values.allSatisfy { $0 == 0 })
    }
  }

  @Test(
    "oracle: linear teachers of rank r on 256 inputs",
    arguments: [(1, 0.693), (4, 1.381), (8, 1.716), (32, 2.168)])
  func teachers(rank: Int, published: Double) throws {
    let draws = 6
    let sum = try (0..<draws).reduce(0.0) { sum, draw in
      let seed = UInt64(100 + draw)
      let full = try SingularValueDecomposition(Matrix<Double>.gaussian(32, 32, seed: seed))
      let kept = full.values.enumerated().map { $0 < rank ? $1 : 0 }
      let teacher = full.left.times(.diagonal(kept)).times(full.right, transposing: .right)
      let inputs = Matrix<Double>.gaussian(256, 32, seed: seed)
      let outputs = inputs.times(teacher, transposing: .right)
      return sum + (try FeatureKernel.cosineDistance.spectrum(of: outputs).spectralEntropy)
    }
    let mean = sum / Double(draws)
    // Published with a deviation of at most 0.01 per draw: 4 standard errors, plus the last digit.
    #expect(abs(mean - published) < 4 * 0.01 / Double(draws).squareRoot() + 0.001)
  }

  @Test("hostile: NaN with its place, overflow, no features", arguments: FeatureKernel.allCases)
  func hostile(kernel: FeatureKernel) throws {
    var features = Matrix<Double>.gaussian(9, 3, seed: 7)
    features[4, 1] = .nan
    #expect(throws: DecompositionError(.nonFiniteInput(row: 4, column: 1))) {
      _ = try kernel.spectrum(of: features)
    }
    #expect(try kernel.spectrum(of: Matrix(rows: 0, columns: 3)).spectralEntropy == 0)
    #expect(try kernel.spectrum(of: Matrix(rows: 1, columns: 2)).zeroFeatures == 1)
    #expect(try kernel.spectrum(of: Matrix(rows: 4, columns: 0)).spectralEntropy.isFinite)
  }

  @Test("hostile: a Gram matrix beyond the largest number is refused")
  func overflow() {
    #expect(throws: DecompositionError.self) {
      _ = try FeatureKernel.linearGram.spectrum(of: Matrix(rows: 9, columns: 2, repeating: 1e200))
    }
  }
}
