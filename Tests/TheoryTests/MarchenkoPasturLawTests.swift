import Foundation
import Testing
import Theory

@Suite struct MarchenkoPasturLawTests {
  @Test("oracle: density, distribution, entropy and third moment by quadrature in mpmath")
  func mpmath() throws {
    for expected in try Fixture.load().marchenkoPastur {
      let law = MarchenkoPasturLaw(ratio: expected.ratio)
      for point in expected.points {
        // The edges enter as rounded numbers: 10⁻¹⁶ over the distance to them, 10⁻⁴ of the width.
        #expect(error(law.density(of: point.x), point.density) < 1e-11)
        #expect(abs(law.cumulative(of: point.x) - point.cumulative) < 1e-13)
        #expect(error(law.quantile(of: point.cumulative), point.x) < 1e-12)
        let wrong = MarchenkoPasturLaw(ratio: expected.ratio * 1.05)
        #expect(abs(wrong.cumulative(of: point.x) - point.cumulative) > 1e-6)
      }
      #expect(error(law.entropyOffset, expected.entropyOffset) < rounding)
      #expect(error(law.moment(3), expected.thirdMoment) < rounding)
    }
  }

  @Test("law: ratio 1 is the first Fuss-Catalan law")
  func first() throws {
    let (law, product) = (MarchenkoPasturLaw(ratio: 1), FussCatalanLaw(depth: 1))
    #expect(law.edges.upperBound == 4 && law.atomAtZero == 0)
    for x in [1e-12, 0.01, 1, 2.5, 3.9] {
      #expect(abs(law.density(of: x) / product.density(ofSquared: x) - 1) < 1e-13)
      #expect(abs(law.cumulative(of: x) - product.cumulative(ofSquared: x)) < rounding)
    }
    #expect(error(law.median.squareRoot(), product.quantile(of: 0.5)) < rounding)
    for k in 0...8 { #expect(law.moment(k) == Double(try #require(product.exactMoment(k)))) }
    #expect(law.entropyOffset == product.entropyOffsetGram)
  }

  @Test(
    "law: the quantile inverts the distribution", arguments: [1e-4, 0.1, 0.5, 0.999, 1, 1.7, 10])
  func inverse(ratio: Double) {
    let law = MarchenkoPasturLaw(ratio: ratio)
    for p in [1e-9, 0.05, 0.3, 0.5, 0.95, 1 - 1e-9] {
      let x = law.quantile(of: p)
      if p > law.atomAtZero {
        // Small ratios: two terms of size 1/√c cancel.
        #expect(abs(law.cumulative(of: x) - p) < 1e-13 / ratio.squareRoot().magnitude + 1e-13)
      } else {
        #expect(x == 0)
      }
    }
    #expect(law.quantile(of: 1) == law.edges.upperBound)
    #expect(abs(law.cumulative(of: 0) - law.atomAtZero) < rounding)
  }

  @Test("law: moments 1 and 2, mass of the continuous part")
  func moments() {
    for ratio in [0.2, 1, 3.0] {
      let law = MarchenkoPasturLaw(ratio: ratio)
      #expect(law.moment(0) == 1 && law.moment(1) == 1 && law.moment(2) == 1 + ratio)
      let (low, high) = (law.edges.lowerBound, law.edges.upperBound)
      let mass = integral(to: high - low) { law.density(of: low + $0) }
      #expect(abs(mass + law.atomAtZero - 1) < 1e-7)
    }
  }

  @Test("hostile: ratio 0, outside the edges")
  func hostile() async {
    let law = MarchenkoPasturLaw(ratio: 0.25)
    #expect(law.density(of: 0.2) == 0 && law.density(of: 2.3) == 0)
    #expect(law.cumulative(of: 0.2) == 0 && law.cumulative(of: 3) == 1)
    await #expect(processExitsWith: .failure) { _ = MarchenkoPasturLaw(ratio: 0) }
    await #expect(processExitsWith: .failure) { _ = MarchenkoPasturLaw(ratio: 1).quantile(of: 2) }
  }
}
