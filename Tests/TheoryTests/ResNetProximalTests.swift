import Foundation
import Randomness
import Testing
import Theory

@Suite struct ResNetProximalTests {
  @Test("oracle: the best root or 0, found by mpmath without thresholds")
  func mpmath() throws {
    for row in try CostFixture.load().prox {
      let number = row.map { $0 ?? 0 }
      let phi = try penalty(number[0] == 1 ? .depth1 : .depth2, row[1].map { Int($0) }, number[2])
      let x = phi.proximal(number[4], step: number[3])
      // Near a double root (τ = λ, y just above) x is ill-conditioned; these rows are not that near.
      #expect(abs(x - number[5]) <= 1e-12 * number[4], "\(row): \(x)")
      #expect((x == 0) == (number[5] == 0))
    }
  }

  @Test("oracle: sample values of an independent implementation")
  func samples() throws {
    let samples = try CostSamples.load()
    for row in samples.prox {
      for (block, expected) in [(BlockKind.depth1, row.prox1), (.depth2, row.prox2)] {
        let x = try penalty(block, row.depth, row.lam).proximal(row.y, step: row.tau)
        #expect(relativeError(x, expected) < 1e-12, "\(row) \(block)")
      }
    }
    let critical = NetworkDepth.infinite.criticalStep
    #expect(relativeError(critical.ratio, samples.jump.ratio) < 1e-14)
    #expect(relativeError(critical.landing, samples.jump.landing) < 1e-14)
  }

  @Test("oracle: critical steps and jumps of the depths in the table")
  func table() throws {
    for (depth, landing, ratio) in [
      (1, 4.0, 8.0), (2, 3.8077640640, 6.4548991817), (3, 3.7243551758, 5.9399835962),
      (10, 3.5838539668, 5.2194163801), (100, 3.5203035452, 4.9416665541),
    ] {
      let critical = NetworkDepth.blocks(depth).criticalStep
      #expect(abs(critical.landing - landing) < 1e-10 && abs(critical.ratio - ratio) < 1e-10)
    }
    let jumps: [(r: Double, block: BlockKind, depth: Int?, from: Double, to: Double)] = [
      (1.5, .depth1, nil, 1.473041, 0.248296), (20, .depth1, nil, 11.170797, 6.698661),
      (1.5, .depth2, nil, 2.463079, 1.360729), (4.9, .depth2, nil, 4.903867, 3.506437),
      (5, .depth2, nil, 4.967863, 3.565558), (20, .depth2, nil, 11.594817, 9.486575),
      (1.5, .depth2, 10, 2.478259, 1.278565), (5, .depth2, 10, 5.074755, 3.454853),
      (8, .depth2, 10, 6.872954, 5.031358), (1.5, .depth2, 3, 2.496859, 1.106464),
      (20, .depth2, 3, 13.218355, 9.531464), (3, .depth2, 1, 3.949490, 1.5),
      (8, .depth2, 1, 8, 4), (20, .depth2, 1, 15.610835, 8.910935),
    ]
    for row in jumps {
      let jump = try #require(
        ResNetProximal(try penalty(row.block, row.depth, 1), step: row.r).jump)
      #expect(abs(jump.from - row.from) < 1e-6 && abs(jump.to - row.to) < 1e-6, "\(row)")
    }
    #expect(ResNetProximal(try penalty(.depth2, 1, 1), step: 2).jump == nil)
    #expect(ResNetProximal(try penalty(.depth1, nil, 1), step: 1).jump == nil)
  }

  @Test("law: never worse than a grid, stationary, non-decreasing", arguments: allShapes)
  func global(block: BlockKind, depth: Int?) throws {
    var stream = RandomStream(SeedPath(root: 7).appending("prox"))
    func uniform() -> Double { Double(stream.next() >> 11) * 0x1p-53 }
    for _ in 0..<60 {
      let lambda = pow(10, 6 * uniform() - 3)
      let r = 0.03 * pow(2100, uniform())
      let phi = try penalty(block, depth, lambda)
      let prox = ResNetProximal(phi, step: r * lambda)
      var last = 0.0
      for k in 1...40 {
        let y = r * lambda * Double(k) / 8
        let x = prox(y)
        func objective(_ x: Double) -> Double { x * (x / 2 - y) + prox.step * phi.value(at: x) }
        let best = (0...200).map { objective(y * Double($0) / 200) }.min() ?? 0
        #expect(objective(x) <= best + 1e-12 * y * y)
        #expect(x >= last)
        if x > 0 {
          let residual = abs(x + prox.step * phi.derivative(at: x) - y)
          #expect(residual <= 1e-13 * max(lambda, y), "\(lambda) \(r) \(y)")
        }
        last = x
      }
    }
  }

  @Test("law: both sides of a jump cost the same, the tie gives the smaller", arguments: allShapes)
  func jumps(block: BlockKind, depth: Int?) throws {
    for r in [1.0001, 1.01, 1.5, 3, 4.9, 5, 8.1, 30, 1e4, 1e9] {
      let phi = try penalty(block, depth, 0.3)
      let prox = ResNetProximal(phi, step: r * 0.3)
      guard let jump = prox.jump else {
        #expect(r * (block == .depth2 ? Double(depth ?? 1) / Double((depth ?? 0) + 1) : 1) <= 1)
        continue
      }
      func objective(_ x: Double) -> Double {
        x * (x / 2 - jump.from) + prox.step * phi.value(at: x)
      }
      // Rounding of the threshold: relative 1e-15, times the difference of the points.
      #expect(
        abs(objective(jump.to) - objective(jump.before)) <= 1e-13 * jump.from * jump.from, "\(r)")
      #expect(
        prox(jump.from) == jump.before || abs(prox(jump.from) - jump.before) < 1e-14 * jump.from)
      let above = prox(jump.from.nextUp)
      #expect(abs(above - jump.to) <= 1e-7 * jump.from, "\(r): \(above) \(jump.to)")
      #expect(jump.to > jump.before)
    }
  }

  @Test("law: known penalties: global against a grid, the operators of the literature")
  func known() throws {
    let penalties: [any SpectralPenalty] = [
      NuclearPenalty(), try LogSumPenalty(lambda: 0.8), try MCPPenalty(lambda: 0.8),
      try MCPPenalty(lambda: 0.8, gamma: 4),
    ]
    for phi in penalties {
      for step in [0.1, 0.8, 1.2, 3, 5.0] {
        let prox = phi.proximalOperator(step: step)
        for k in 0...80 {
          let y = Double(k) / 10
          let x = prox(y)
          func objective(_ x: Double) -> Double { x * (x / 2 - y) + step * phi.value(at: x) }
          let best = (0...400).map { objective(y * Double($0) / 400) }.min() ?? 0
          #expect(objective(x) <= best + 1e-12)
          #expect(y > prox.zeroThreshold || x == 0)
        }
      }
      let h = 1e-6
      for sigma in [0.1, 0.7, 2.0] {
        let slope = (phi.value(at: sigma + h) - phi.value(at: sigma - h)) / (2 * h)
        #expect(abs(phi.derivative(at: sigma) - slope) < 1e-8)
      }
      #expect(phi.derivative(at: 0) == 1 && phi.value(at: 0) == 0)
    }
    // (y - λ + √((y + λ)² - 4τλ))/2 has 10 digits here; mpmath.
    let wide = try LogSumPenalty(lambda: 1e6).proximal(1.0001, step: 1)
    #expect(relativeError(wide, 1.0000010000008897667e-4) < 1e-15)
    let narrow = try LogSumPenalty(lambda: 1e-200).proximalOperator(step: 1e200)
    #expect((20...40).contains(narrow.zeroThreshold))
    #expect(relativeError(narrow(1e300), 1e300) < 1e-15)
    #expect(throws: CostError.self) { try LogSumPenalty(lambda: 0) }
    #expect(throws: CostError.self) { try MCPPenalty(lambda: 1, gamma: 1) }
  }

  @Test("law: far above λ the points are stationary to rounding", arguments: allShapes)
  func great(block: BlockKind, depth: Int?) throws {
    for r in [1e6, 1e9, 1e13] {
      let prox = ResNetProximal(try penalty(block, depth, 0.3), step: r * 0.3)
      for factor in [1.001, 1.1, 3, 100] {
        let y = factor * prox.zeroThreshold
        let x = prox(y)
        let residual = abs(x + prox.step * prox.penalty.derivative(at: x) - y)
        // The slope φ' has a relative error of a few roundings times log(σ/λ); the difference of y
        // and τ/λ would cost √r of them.
        #expect(x > 0 && residual <= 2e-14 * y, "\(r) \(factor)")
      }
    }
  }

  @Test("hostile: ratios that overflow and vanish")
  func hostile() throws {
    // τ/λ overflows; the thresholds of infinite depth are √(λτ) (1 + ½ log r) and about √(λτ log r).
    let one = ResNetProximal(try penalty(.depth1, nil, 1e-300), step: 1e10)
    #expect(relativeError(one.zeroThreshold, 1e-145 * (1 + 155 * log(10))) < 1e-13)
    #expect(one(1e5) == 1e5)
    let two = ResNetProximal(try penalty(.depth2, nil, 1e-300), step: 1e10)
    let jump = try #require(two.jump)
    #expect(relativeError(jump.to + 1e-290 / jump.to, jump.from) < 1e-13)
    for (block, depth) in allShapes {
      for lambda in [1e-300, 1e-8, 1, 1e300] {
        for step in [1e-300, 1e-8, 1, 1e300] {
          let prox = ResNetProximal(try penalty(block, depth, lambda), step: step)
          for y in [0, 1e-300, 1, 1e10, 1e300] {
            let x = prox(y)
            #expect(prox.zeroThreshold > 0 && prox.zeroThreshold < .infinity)
            #expect(
              x >= 0 && x <= y, "\(block) \(String(describing: depth)) \(lambda) \(step) \(y) \(x)")
          }
        }
      }
    }
  }
}
