import Foundation
import Testing
import Theory

@Suite struct FussCatalanLawTests {
  @Test("oracle: the entropies by mpmath, from the density and from the moments")
  func mpmath() throws {
    let fixture = try Fixture.load()
    for expected in fixture.fussCatalan {
      let law = FussCatalanLaw(depth: expected.depth)
      #expect(error(law.entropyOffsetWeights, expected.entropyOffsetWeights) < rounding)
      #expect(error(law.entropyOffsetGram, expected.entropyOffsetGram) < rounding)
      #expect(error(law.moment(0.5), expected.meanSigma) < rounding)
      // The law of one more layer is far off all of them.
      let wrong = FussCatalanLaw(depth: expected.depth + 1)
      #expect(error(wrong.entropyOffsetWeights, expected.entropyOffsetWeights) > 0.01)
      #expect(error(wrong.moment(0.5), expected.meanSigma) > 0.005)
    }
    for expected in fixture.offsetWeights {
      // The three digamma terms are of size d log d and cancel to size log d.
      let size = Double(expected.depth) * log(Double(expected.depth) + 2)
      let value = FussCatalanLaw(depth: expected.depth).entropyOffsetWeights
      #expect(abs(value - expected.value) < rounding * max(1, size), "depth \(expected.depth)")
    }
  }

  @Test(
    "oracle: the printed tables of the specification, to their last digit",
    arguments: [
      (1, -0.2169, -0.5000), (2, -0.4014, -0.8333), (3, -0.5596, -1.0833), (4, -0.6974, -1.2833),
      (5, -0.8191, -1.4500), (6, -0.9280, -1.5929), (7, -1.0264, -1.7179), (8, -1.1161, -1.8290),
      (16, -1.6402, -2.4396), (32, -2.2379, -3.0888),
    ])
  func table(depth: Int, weights: Double, gram: Double) {
    let law = FussCatalanLaw(depth: depth)
    #expect(abs(law.entropyOffsetWeights - weights) <= 0.5e-4)
    #expect(abs(law.entropyOffsetGram - gram) <= 0.5e-4)
  }

  @Test(
    "oracle: the printed E[σ]",
    arguments: [(1, 0.84883), (2, 0.75), (3, 0.67906), (4, 0.625), (8, 0.49219)])
  func meanSigma(depth: Int, mean: Double) {
    #expect(abs(FussCatalanLaw(depth: depth).moment(0.5) - mean) <= 0.5e-5)
  }

  @Test("oracle: Catalan and Fuss-Catalan numbers; exact up to the last that fits")
  func integers() {
    let catalan = FussCatalanLaw(depth: 1)
    #expect((0...6).map { catalan.exactMoment($0) } == [1, 1, 2, 5, 14, 42, 132])
    #expect((0...5).map { FussCatalanLaw(depth: 2).exactMoment($0) } == [1, 1, 3, 12, 55, 273])
    #expect((0...4).map { FussCatalanLaw(depth: 3).exactMoment($0) } == [1, 1, 4, 22, 140])
    #expect(catalan.exactMoment(35) == 3_116_285_494_907_301_262)
    #expect(catalan.exactMoment(36) == nil)
    #expect(FussCatalanLaw(depth: 2000).exactMoment(2) == 2001)
    #expect(FussCatalanLaw(depth: 2000).exactMoment(100) == nil)
  }

  @Test("law: real moments pass through the exact ones", arguments: [1, 2, 5, 16])
  func realMoments(depth: Int) throws {
    let law = FussCatalanLaw(depth: depth)
    #expect(error(law.moment(0), 1) < rounding && error(law.moment(1), 1) < rounding)
    for k in 2...5 {
      let exact = Double(try #require(law.exactMoment(k)))
      // log Γ of up to 5(d+1) carries its own size into the exponent.
      #expect(abs(law.moment(Double(k)) / exact - 1) < 400 * rounding)
      #expect(abs(law.moment(Double(k) + 0.01) / exact - 1) > 1e-3)
    }
  }

  @Test("law: the weights' entropy falls strictly with depth up to 2000")
  func monotone() {
    let offsets = (1...2000).map { FussCatalanLaw(depth: $0).entropyOffsetWeights }
    #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 > $1 })
    #expect(offsets.allSatisfy { $0 < 0 })
    // log 2 for a doubling of large depths, up to a term of order 1/d.
    #expect(abs(offsets[999] - offsets[1999] - log(2)) < 5e-3)
    #expect(abs(offsets[9] - offsets[19] - log(2)) > 5e-3)
  }

  @Test("law: each layer takes exactly 1/(d+1) from the Gram entropy")
  func gramStep() {
    for depth in 2...200 {
      let step =
        FussCatalanLaw(depth: depth - 1).entropyOffsetGram
        - FussCatalanLaw(depth: depth).entropyOffsetGram
      #expect(abs(step - 1 / Double(depth + 1)) < rounding)
      #expect(abs(step - 1 / Double(depth)) > 1e-6)
    }
  }

  @Test("law: the entropies are slopes of the moments: h_sv = L(½) - L'(½)/2, h_sq = -L'(1)")
  func slopes() {
    for depth in [1, 3, 8] {
      let law = FussCatalanLaw(depth: depth)
      // Central differences: error h²/6 · L''' < 1e-7.
      let h = 1e-4
      func slope(_ s: Double) -> Double { log(law.moment(s + h) / law.moment(s - h)) / (2 * h) }
      #expect(abs(law.entropyOffsetGram + slope(1)) < 1e-6)
      #expect(abs(law.entropyOffsetWeights - log(law.moment(0.5)) + slope(0.5) / 2) < 1e-6)
    }
  }

  @Test("hostile: no factor, an infinite moment, a negative order")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = FussCatalanLaw(depth: 0) }
    await #expect(processExitsWith: .failure) { _ = FussCatalanLaw(depth: 3).moment(-0.25) }
    await #expect(processExitsWith: .failure) { _ = FussCatalanLaw(depth: 3).exactMoment(-1) }
  }
}
