import Foundation
import Testing
import Theory

@Suite struct ResNetPenaltyTests {
  @Test("oracle: value, derivative and residual part by mpmath, σ/λ from 1e-12 to 1e12")
  func mpmath() throws {
    for row in try CostFixture.load().penalty {
      let number = row.map { $0 ?? 0 }
      let phi = try penalty(number[0] == 1 ? .depth1 : .depth2, row[1].map { Int($0) }, number[2])
      let sigma = number[3]
      // A few roundings; exponents up to 28 multiply one of them.
      #expect(relativeError(phi.value(at: sigma), number[4]) < 1e-14, "\(row)")
      #expect(relativeError(phi.derivative(at: sigma), number[5]) < 3e-14, "\(row)")
      // Just above the kink log(σ/λ) carries the rounding of the fixture's σ.
      let kink = abs(sigma / number[2] - 1) < 0.1
      #expect(
        relativeError(phi.residualPart(at: sigma), number[6]) < (kink ? 1e-12 : 3e-14), "\(row)")
      let wrong = try ResNetPenalty(block: phi.block, depth: phi.depth, lambda: number[2] * 1.001)
      if sigma > number[2] { #expect(relativeError(wrong.value(at: sigma), number[4]) > 1e-6) }
    }
  }

  @Test("oracle: sample values of an independent implementation")
  func samples() throws {
    let samples = try CostSamples.load()
    for row in samples.penalty {
      for (block, value, slope) in [
        (BlockKind.depth1, row.phi1, row.dphi1), (.depth2, row.phi2, row.dphi2),
      ] {
        let phi = try penalty(block, row.depth, row.lam)
        #expect(relativeError(phi.value(at: row.sigma), value) < 1e-13)
        #expect(relativeError(phi.derivative(at: row.sigma), slope) < 1e-13)
      }
    }
    for row in samples.lambertW0 { #expect(relativeError(lambertW0(row[0]), row[1]) < 5e-15) }
  }

  @Test("oracle: great depths, where the textbook form loses digits")
  func depths() throws {
    for (depth, sigma, one, two) in [
      (1000, 1e-8, 9.999999950000001e-9, 1e-8), (1000, 1e2, 9.136284350069655, 5.615779652629857),
      (1000, 1e8, 140.3648036439032, 19.59121646804442),
      (1_000_000, 1e-8, 9.99999995e-9, 1e-8),
      (1_000_000, 1e2, 9.116895267593143, 5.605180789789986),
      (1_000_000, 1e8, 138.4296492694926, 19.420850405564),
    ] {
      // The table has 13 to 16 digits.
      #expect(relativeError(try penalty(.depth1, depth, 1).value(at: sigma), one) < 1e-13)
      #expect(relativeError(try penalty(.depth2, depth, 1).value(at: sigma), two) < 1e-13)
    }
  }

  @Test("oracle: just above the kink the residual part keeps its digits")
  func kink() throws {
    let part = try penalty(.depth2, nil, 0.37).residualPart(at: 0.3700000037)
    // mpmath at 50 digits with these two doubles; log(σ/λ) of the rounded quotient has 8 digits.
    #expect(relativeError(part, 3.7000000100836163e-9) < 1e-15)
  }

  @Test("law: W eᵂ = x, from denormal numbers to exponents beyond overflow")
  func lambert() {
    for exponent in stride(from: -320.0, through: 308, by: 3.7) {
      let x = pow(10, exponent)
      let w = lambertW0(x)
      // log(w) + w = log x; relative in w the condition is at most 1.
      if x > 1e-300 { #expect(abs(log(w) + w - log(x)) < 1e-14 * max(1, abs(log(x)))) }
      #expect(relativeError(w * exp(w), x) < 1e-14 * max(1, w) || x < 1e-300)
    }
    #expect(lambertW0(0) == 0)
    #expect(lambertW0(.infinity) == .infinity)
    let w = lambertW0(ofExponential: 5000)
    #expect(abs(w + log(w) - 5000) < 1e-11)
    #expect(relativeError(lambertW0(ofExponential: -700), exp(-700)) < 1e-13)
  }

  @Test("law: derivatives are those of the value and of each other", arguments: allShapes)
  func differences(block: BlockKind, depth: Int?) throws {
    for lambda in [0.01, 1, 300.0] {
      let phi = try penalty(block, depth, lambda)
      for s in [1e-3, 0.2, 0.9, 1.3, 7, 1e4] {
        let sigma = s * lambda
        let h = 1e-5 * sigma
        let slope = (phi.value(at: sigma + h) - phi.value(at: sigma - h)) / (2 * h)
        let bend = (phi.derivative(at: sigma + h) - phi.derivative(at: sigma - h)) / (2 * h)
        // Truncation 1e-10, rounding 1e-16/1e-5 over the share that changes.
        #expect(relativeError(phi.derivative(at: sigma), slope) < 1e-8)
        let scale = 1 / lambda / max(1, s * s)
        #expect(abs(phi.secondDerivative(at: sigma) - bend) < 1e-6 * scale, "\(s)")
        #expect(abs(phi.secondDerivative(at: sigma)) <= phi.weakConvexity * (1 + 1e-12))
      }
      #expect(phi.value(at: 0) == 0 && phi.derivative(at: 0) == 1)
      #expect(phi.embeddingPart(at: 0) == 0 && phi.residualPart(at: 0) == 0)
    }
  }

  @Test(
    "law: the parts sum to the value; only σ/λ matters; constants rescale", arguments: allShapes)
  func scaling(block: BlockKind, depth: Int?) throws {
    let unit = try penalty(block, depth, 1)
    for sigma in [1e-9, 0.3, 1, 2.5, 1e3, 1e11] {
      #expect(
        relativeError(
          unit.embeddingPart(at: sigma) + unit.residualPart(at: sigma), unit.value(at: sigma))
          < 1e-14)
      let scaled = try penalty(block, depth, 1e7)
      #expect(relativeError(scaled.value(at: 1e7 * sigma), 1e7 * unit.value(at: sigma)) < 1e-13)
      for (a, b) in [(1.0, 1.0), (1, 0.5), (2, 3)] {
        let other = try ResNetPenalty(
          block: block, depth: unit.depth, lambda: 0.7,
          constants: CostConstants(embedding: a, residual: b))
        let half = try penalty(block, depth, b * 0.7 / a)
        #expect(relativeError(other.value(at: sigma), 2 * a * half.value(at: sigma)) < 1e-13)
        #expect(relativeError(other.softRank(at: sigma), half.softRank(at: sigma)) < 1e-13)
        let prox = other.proximal(sigma, step: 0.2)
        #expect(abs(prox - half.proximal(sigma, step: 0.4 * a)) <= 1e-13 * sigma)
      }
    }
  }

  @Test("hostile: parameters out of range are refused by name; extreme numbers stay finite")
  func hostile() throws {
    for lambda in [0, -1, .nan, .infinity] {
      let refusal = #expect(throws: CostError.self) {
        try ResNetPenalty(block: .depth1, lambda: lambda)
      }
      #expect(refusal?.description.contains("lambda") == true)
    }
    #expect(throws: CostError.self) { try penalty(.depth2, 0, 1) }
    #expect(throws: CostError.self) {
      try ResNetPenalty(
        block: .depth2, lambda: 1, constants: CostConstants(embedding: 0, residual: 0.5))
    }
    // λ is positive, but what the penalty needs of it is not.
    for (lambda, constants, word) in [
      (.leastNonzeroMagnitude, CostConstants.halves, "underflows"),
      (1e300, CostConstants(embedding: 1e-10, residual: 1), "overflows"),
    ] {
      let refusal = #expect(throws: CostError.self) {
        try ResNetPenalty(block: .depth2, lambda: lambda, constants: constants)
      }
      #expect(refusal?.description.contains("b lambda / a \(word)") == true)
    }
    // φ' underflows, σφ' does not.
    let steep = try penalty(.depth2, nil, 1e-250)
    #expect(steep.softRank(at: 1e100) == 1 && steep.embeddingPart(at: 1e100) == 1e-250)
    for block in BlockKind.allCases {
      let deepest = try penalty(block, .max, 1)
      #expect(relativeError(deepest.value(at: 3), try penalty(block, nil, 1).value(at: 3)) < 1e-14)
    }
    for (block, depth) in allShapes {
      let phi = try penalty(block, depth, 1)
      #expect(phi.value(at: .infinity) == .infinity && phi.derivative(at: .infinity) == 0)
      for lambda in [1e-300, 1, 1e300] {
        let phi = try penalty(block, depth, lambda)
        for sigma in [0, .leastNonzeroMagnitude, 1e-300, 1, 1e300, .greatestFiniteMagnitude] {
          let value = phi.value(at: sigma)
          #expect(value >= 0 && value <= sigma * (1 + 1e-13), "\(block) \(lambda) \(sigma)")
          let slope = phi.derivative(at: sigma)
          #expect(slope >= 0 && slope <= 1)
          let parts = phi.embeddingPart(at: sigma) + phi.residualPart(at: sigma)
          #expect(relativeError(parts, value) < 1e-12 || value < 1e-300)
          #expect(phi.secondDerivative(at: sigma) <= 0)
        }
      }
    }
  }
}
