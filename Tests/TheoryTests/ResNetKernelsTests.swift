import Foundation
import Spectra
import Testing
import Theory

@Suite struct ResNetKernelsTests {
  private static let depths: [NetworkDepth] = [
    .infinite, .blocks(1), .blocks(2), .blocks(7), .blocks(100), .blocks(10_000_000),
  ]
  private static let penalties: [ResNetPenalty] = BlockKind.allCases.flatMap { block in
    depths.flatMap { depth in
      [1, 1e-3, 37].compactMap {
        try? ResNetPenalty(
          block: block, depth: depth, lambda: $0,
          constants: CostConstants(embedding: 0.75, residual: 0.5))
      }
    }
  }

  /// `σ/λ` from 10⁻¹² to 10¹²; 1001 of them, so that the last vector is not full.
  private static func spectrum(of penalty: ResNetPenalty) -> [Double] {
    (0...1000).map { penalty.lambda * pow(10, -12 + 24 * Double($0) / 1000) }
  }

  private func error(_ value: Double, _ expected: Double) -> Double {
    value == expected ? 0 : abs(value - expected) / abs(expected)
  }

  // Both sides err by an exponential of log t ≤ 28, some 10⁻¹⁴; a series that is one term short, or
  // one step too few, errs by 10⁻⁸.
  @Test("law: values and slopes are those of the scalar functions, for every instruction set")
  func scalar() {
    for penalty in Self.penalties {
      let spectrum = Self.spectrum(of: penalty)
      for set in LaneInstructions.allCases {
        let values = penalty.values(at: spectrum, threads: 1, instructions: set)
        let slopes = penalty.derivatives(at: spectrum, threads: 1, instructions: set)
        #expect(values.count == spectrum.count && slopes.count == spectrum.count)
        let worstValue = zip(values, spectrum).map { error($0, penalty.value(at: $1)) }.max() ?? 1
        let worstSlope =
          zip(slopes, spectrum).map { error($0, penalty.derivative(at: $1)) }.max() ?? 1
        #expect(worstValue < 1e-13 && worstSlope < 1e-13, "\(penalty), \(set)")
      }
    }
  }

  // Where φ'' nearly cancels the curvature of the square, y says little about x; there the difference
  // counts in proportion to dy/dx, and the stationarity residual decides.
  @Test("law: the proximal operator is that of one value: same zeros, same side of the jump")
  func proximal() {
    for penalty in Self.penalties {
      let lambda = penalty.constants.residual * penalty.lambda / penalty.constants.embedding
      let unit = lambda / (2 * penalty.constants.embedding)
      for ratio in [1e-6, 0.5, 1 - 1e-9, 1, 1 + 1e-9, 1.01, 1.5, 3, 5, 8, 63, 1e6] {
        let operation = ResNetProximal(penalty, step: ratio * unit)
        let inputs = Self.inputs(of: operation, lambda: lambda)
        let expected = inputs.map { operation($0) }
        for set in LaneInstructions.allCases {
          let points = operation(inputs, threads: 1, instructions: set)
          let sameZeros = zip(points, expected).allSatisfy { ($0 == 0) == ($1 == 0) }
          #expect(sameZeros, "\(penalty) \(ratio)")
          var (worst, residual) = (0.0, 0.0)
          for (x, y) in zip(zip(points, expected), inputs) where x.1 > 0 {
            let slope = 1 + operation.step * penalty.secondDerivative(at: x.1)
            worst = max(worst, error(x.0, x.1) * min(1, abs(slope)))
            let rest = (x.0 - y) + operation.step * penalty.derivative(at: x.0)
            residual = max(residual, abs(rest) / max(lambda, y))
          }
          #expect(worst < 1e-13 && residual < 1e-13, "\(penalty) \(ratio) \(set)")
        }
      }
    }
  }

  /// Values over the whole range, and ever closer to the thresholds from both sides.
  private static func inputs(of operation: ResNetProximal, lambda: Double) -> [Double] {
    let step = 2 * operation.penalty.constants.embedding * operation.step
    let edges = [operation.zeroThreshold, operation.jump?.from ?? lambda + step, lambda + step]
    var inputs: [Double] = edges + edges.map(\.nextUp) + edges.map(\.nextDown)
    for digits in 1...15 {
      let share = pow(0.1, Double(digits))
      for edge in edges { inputs += [edge * (1 + share), edge * (1 - share)] }
    }
    for index in 0...300 { inputs.append(lambda * pow(10, -12 + 24 * Double(index) / 300)) }
    return inputs
  }

  @Test("law: any number of threads and any place give the same bits; in order, too")
  func threads() throws {
    let penalty = try ResNetPenalty(block: .depth1, depth: .blocks(3), lambda: 0.1)
    let operation = ResNetProximal(penalty, step: 0.5)
    let spectrum = (0..<20_011).map { pow(10, -4 + 8 * Double($0) / 20_011) }
    let (values, slopes) = (penalty.values(at: spectrum), penalty.derivatives(at: spectrum))
    let points = operation(spectrum)
    for threads in [2, 3, 16] {
      #expect(penalty.values(at: spectrum, threads: threads) == values)
      #expect(penalty.derivatives(at: spectrum, threads: threads) == slopes)
      #expect(operation(spectrum, threads: threads) == points)
    }
    #expect(penalty.values(at: Array(spectrum.dropFirst(5))) == Array(values.dropFirst(5)))
    #expect(operation(Array(spectrum.dropFirst(5))) == Array(points.dropFirst(5)))
    #expect(zip(points, points.dropFirst()).allSatisfy { $0 <= $1 } && values.sorted() == values)
  }

  @Test("hostile: empty, NaN, infinite, negative and tiny input")
  func hostile() throws {
    for penalty in Self.penalties {
      let operation = ResNetProximal(penalty, step: 0.5)
      #expect(penalty.values(at: []).isEmpty && operation([]).isEmpty)
      let bad = [Double.nan, .infinity, -.infinity, -1, 0, .leastNonzeroMagnitude]
      let values = penalty.values(at: bad)
      let slopes = penalty.derivatives(at: bad, threads: 2)
      let points = operation(bad)
      #expect(values[0].isNaN && slopes[0].isNaN && points[0].isNaN)
      #expect(values[1] == .infinity && slopes[1] == 0 && points[1] == .infinity)
      #expect(values[2].isNaN && slopes[2].isNaN && values[3].isNaN && slopes[3].isNaN)
      #expect(points[2...5].allSatisfy { $0 == 0 })
      #expect(values[4] == 0 && slopes[4] == 1.5 && values[5] > 0 && slopes[5] == 1.5)
    }
  }

  @Test("hostile: quotients σ/λ that overflow or are no normal numbers")
  func extreme() throws {
    for block in BlockKind.allCases {
      for depth in Self.depths {
        for lambda in [1e-307, 1e-250, 1e250, 1e307] {
          let penalty = try ResNetPenalty(block: block, depth: depth, lambda: lambda)
          let spectrum = [1e-307, 1e-200, 1e-20, 1, 1e20, 1e200, 1e300, 1e308]
          for (value, sigma) in zip(penalty.values(at: spectrum), spectrum) {
            #expect(error(value, penalty.value(at: sigma)) < 1e-12, "\(penalty) at \(sigma)")
          }
          let operation = ResNetProximal(penalty, step: 0.5)
          for (point, y) in zip(operation(spectrum), spectrum) {
            #expect(error(point, operation(y)) < 1e-12, "\(penalty) at \(y)")
          }
        }
      }
    }
  }
}
