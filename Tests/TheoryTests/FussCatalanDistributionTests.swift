import Foundation
import Testing
import Theory

@Suite struct FussCatalanDistributionTests {
  @Test("oracle: densities and the distribution function by quadrature in mpmath")
  func mpmath() throws {
    for expected in try Fixture.load().fussCatalan {
      let law = FussCatalanLaw(depth: expected.depth)
      for point in expected.points {
        let (sigma, x) = (point.sigma, point.sigma * point.sigma)
        // Relative errors. The density vanishes like a root at the upper edge and magnifies the
        // rounding of σ there by up to 1/(1 - σ/σmax) ~ 10⁶ at the last but one point.
        #expect(abs(law.density(of: sigma) / point.densitySigma - 1) < 1e-9)
        #expect(abs(law.density(ofSquared: x) / point.densitySquared - 1) < 1e-9)
        #expect(abs(law.cumulative(of: sigma) - point.cumulative) < 1e-13)
        #expect(abs(law.cumulative(ofSquared: x) - point.cumulative) < 1e-13)
        #expect(abs(law.quantile(of: point.cumulative) / sigma - 1) < 1e-10)
      }
      // Two laws cross somewhere, but not at all points.
      let wrong = FussCatalanLaw(depth: expected.depth + 1)
      let misfits = expected.points.map { abs(wrong.cumulative(of: $0.sigma) - $0.cumulative) }
      #expect(misfits.contains { $0 > 0.01 })
    }
  }

  @Test("law: depth 1 is the quarter circle")
  func quarterCircle() {
    let law = FussCatalanLaw(depth: 1)
    #expect(error(law.supportMaximum, 4) < rounding)
    for sigma in [1e-8, 0.1, 0.7, 1.4, 1.9] {
      let root = (4 - sigma * sigma).squareRoot()
      #expect(error(law.density(of: sigma), root / Double.pi) < 4 * rounding)
      let area = (sigma * root / 2 + 2 * asin(sigma / 2)) / Double.pi
      #expect(error(law.cumulative(of: sigma), area) < 4 * rounding)
    }
    #expect(law.density(of: 0) == 1 / Double.pi)
  }

  @Test("law: mass 1, E[x] = 1, E[σ] and the entropy are integrals of the density")
  func integrals() {
    for depth in [1, 2, 3, 8] {
      let law = FussCatalanLaw(depth: depth)
      let top = law.supportMaximum.squareRoot()
      func mean(_ f: (Double) -> Double) -> Double {
        integral(to: top) { $0 < top ? f($0) * law.density(of: $0) : 0 }
      }
      // Nodes next to the upper edge see σ rounded: 1e-16 · p'(σ) there is about 1e-8 per node, with
      // weights below 1e-8.
      #expect(abs(mean { _ in 1 } - 1) < 1e-10)
      #expect(abs(mean { $0 * $0 } - 1) < 1e-10)
      #expect(abs(mean { $0 } - law.moment(0.5)) < 1e-10)
      let c = law.moment(0.5)
      let entropy = -mean { $0 / c * log($0 / c) }
      #expect(abs(entropy - law.entropyOffsetWeights) < 1e-10)
      #expect(abs(entropy - law.entropyOffsetGram) > 0.1)
    }
  }

  @Test("law: the quantile inverts the distribution function", arguments: [1, 2, 4, 16, 100, 2000])
  func inverse(depth: Int) {
    let law = FussCatalanLaw(depth: depth)
    for p in [1e-12, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9] {
      let sigma = law.quantile(of: p)
      // At depth 2000 σ = x^(1/2) spans hundreds of orders; below the smallest number it is 0.
      guard sigma > 1e-300 else { continue }
      #expect(abs(law.cumulative(of: sigma) - p) < 1e-12 * max(1, Double(depth) / 100), "p = \(p)")
    }
    #expect(law.quantile(of: 0) == 0)
    #expect(error(law.quantile(of: 1), law.supportMaximum.squareRoot()) < rounding)
  }

  @Test("law: the distribution function rises over the whole support, and its slope is the density")
  func slope() {
    for depth in [1, 2, 5] {
      let law = FussCatalanLaw(depth: depth)
      let top = law.supportMaximum.squareRoot()
      let places = (0...1000).map { top * Double($0) / 1000 }
      let values = places.map { law.cumulative(of: $0) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      for sigma in [0.2 * top, 0.5 * top, 0.8 * top] {
        // Central difference: h²/6 · p'' with |p''| < 10, and rounding 1e-16/h.
        let h = 1e-5
        let slope = (law.cumulative(of: sigma + h) - law.cumulative(of: sigma - h)) / (2 * h)
        #expect(abs(slope - law.density(of: sigma)) < 1e-8)
      }
    }
  }

  @Test("rate: p(x) ~ x^(-d/(d+1)) and F(x) ~ x^(1/(d+1)) at 0", arguments: [1, 2, 4, 8])
  func singularEnd(depth: Int) {
    let law = FussCatalanLaw(depth: depth)
    let exponent = Double(depth) / Double(depth + 1)
    // Two points four decades apart so far down that the next term, of relative order
    // x^(1/(d+1)), is below 1e-8.
    let (near, far) = (1e-80, 1e-76)
    let density = log(law.density(ofSquared: far) / law.density(ofSquared: near)) / log(far / near)
    #expect(abs(density + exponent) < 1e-7)
    let mass = log(law.cumulative(ofSquared: far) / law.cumulative(ofSquared: near))
    #expect(abs(mass / log(far / near) - 1 + exponent) < 1e-7)
    #expect(law.density(ofSquared: 0) == .infinity)
  }

  @Test("hostile: outside the support, at its ends, deep laws")
  func outside() async {
    let law = FussCatalanLaw(depth: 3)
    let top = law.supportMaximum
    #expect(law.density(of: -1) == 0 && law.density(ofSquared: top * 1.01) == 0)
    #expect(law.cumulative(of: -1) == 0 && law.cumulative(ofSquared: top + 1) == 1)
    #expect(law.density(of: 0) == .infinity && law.cumulative(of: 0) == 0)
    let edge = law.density(ofSquared: top.nextDown)
    #expect(edge >= 0 && edge < 1e-6)
    #expect(abs(law.cumulative(ofSquared: top.nextDown) - 1) < 1e-15)
    let deep = FussCatalanLaw(depth: 2000)
    #expect(deep.density(of: 1e-200).isFinite && deep.cumulative(of: 1e-200) > 0)
    #expect(deep.cumulative(of: .leastNonzeroMagnitude) < 1)
    await #expect(processExitsWith: .failure) { _ = FussCatalanLaw(depth: 3).quantile(of: 1.1) }
  }
}
