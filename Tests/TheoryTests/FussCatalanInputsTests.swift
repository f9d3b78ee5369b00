import Foundation
import Testing
import Theory

@Suite struct FussCatalanInputsTests {
  @Test("oracle: simulated Gram entropies of N inputs, more and fewer than dimensions")
  func simulation() throws {
    let rows = try Simulation.load().inputs
    #expect(rows.contains { $0.inputs < $0.width } && rows.contains { $0.inputs > $0.width })
    for row in rows {
      let law = FussCatalanLaw(depth: row.depth)
      let ratio = Double(row.width) / Double(row.inputs)
      let limit = log(Double(row.width)) + law.entropyOffsetGram(inputsRatio: ratio)
      // Four standard errors, and the finite-width bound: with N < n the smaller side counts.
      let width = min(row.width, row.inputs)
      let tolerance = 4 * row.standardError + law.finiteWidthDeviationBoundGram(width: width)
      #expect(abs(row.mean - limit) < tolerance, "d = \(row.depth), N = \(row.inputs)")
      // Without the factor of the inputs it is another number, unless there are many.
      if ratio >= 0.5 {
        let without = log(Double(row.width)) + law.entropyOffsetGram
        #expect(abs(row.mean - without) > tolerance)
      }
    }
  }

  @Test("law: N = n is one more layer, N = ∞ the Gram matrix itself")
  func ends() {
    for depth in [1, 2, 7, 40] {
      let law = FussCatalanLaw(depth: depth)
      let next = FussCatalanLaw(depth: depth + 1).entropyOffsetGram
      #expect(error(law.entropyOffsetGram(inputsRatio: 1), next) < rounding)
      #expect(error(law.entropyOffsetGram(inputsRatio: 1 + 1e-15), next) < 4 * rounding)
      #expect(law.entropyOffsetGram(inputsRatio: 0) == law.entropyOffsetGram)
    }
  }

  @Test("oracle: for N < n, the alternating sum in exact binomials")
  func alternating() {
    for depth in [1, 2, 5] {
      for ratio in [1.25, 2, 16] {
        var (binomial, sum) = (1.0, 0.0)
        for j in 1...(depth + 1) {
          binomial *= Double(depth + 2 - j) / Double(j)
          let sign = j % 2 == 1 ? 1.0 : -1
          sum += sign * binomial * pow(ratio, Double(-j)) / Double(j * (j + 1))
        }
        let value = FussCatalanLaw(depth: depth).entropyOffsetGram(inputsRatio: ratio)
        #expect(error(value, -log(ratio) - sum) < 4 * rounding)
      }
    }
  }

  @Test("law: fewer inputs, lower entropy; never above log N")
  func monotone() {
    for depth in [1, 4, 100] {
      let law = FussCatalanLaw(depth: depth)
      let ratios = stride(from: 0.0, through: 8, by: 0.125).map { $0 }
      let values = ratios.map { law.entropyOffsetGram(inputsRatio: $0) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
      #expect(zip(ratios, values).allSatisfy { $0 <= 1 || $1 < -log($0) })
    }
  }

  @Test("hostile: a negative or infinite ratio")
  func hostile() async {
    await #expect(processExitsWith: .failure) {
      _ = FussCatalanLaw(depth: 1).entropyOffsetGram(inputsRatio: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = FussCatalanLaw(depth: 1).entropyOffsetGram(inputsRatio: .infinity)
    }
  }
}
