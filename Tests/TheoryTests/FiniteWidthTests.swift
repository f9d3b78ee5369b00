import Foundation
import Testing
import Theory

@Suite struct FiniteWidthTests {
  @Test("oracle: simulated means lie within the bound of the limit, and outside a third of it")
  func bounds() throws {
    var (weightsFill, gramFill) = (0.0, 0.0)
    for row in try Simulation.load().products {
      let law = FussCatalanLaw(depth: row.depth)
      let offset = log(Double(row.width))
      let weights = abs(row.weights.mean - offset - law.entropyOffsetWeights)
      let gram = abs(row.gram.mean - offset - law.entropyOffsetGram)
      let bound = law.finiteWidthDeviationBound(width: row.width)
      let boundGram = law.finiteWidthDeviationBoundGram(width: row.width)
      // Three standard errors of the simulation on top.
      #expect(weights < bound + 3 * row.weights.standardError, "\(row.width), \(row.depth)")
      #expect(gram < boundGram + 3 * row.gram.standardError, "\(row.width), \(row.depth)")
      if row.draws > 1000 {
        weightsFill = max(weightsFill, weights / bound)
        gramFill = max(gramFill, gram / boundGram)
      }
    }
    // The bounds are not idle: well-measured rows come near them.
    #expect(weightsFill > 0.8 && gramFill > 0.65)
  }

  @Test("oracle: the table against simulations of another seed")
  func table() throws {
    for row in try Simulation.load().products where row.depth <= 16 && row.width <= 64 {
      let reference = try #require(
        FiniteWidthReference.row(width: row.width, depth: row.depth, entries: .normal))
      #expect(
        abs(row.weights.mean - reference.mean) < reference.tolerance(draws: row.draws),
        "\(row.width), \(row.depth)")
      let other = try #require(
        FiniteWidthReference.row(width: row.width, depth: 2 * row.depth, entries: .normal))
      #expect(abs(row.weights.mean - other.mean) > other.tolerance(draws: row.draws))
    }
  }

  @Test("law: the table falls with depth, rises with width, and uniform entries lie above")
  func shape() {
    #expect(FiniteWidthReference.table.count == 36)
    for row in FiniteWidthReference.table {
      let deeper = FiniteWidthReference.row(
        width: row.width, depth: 2 * row.depth, entries: row.entries)
      let wider = FiniteWidthReference.row(
        width: 2 * row.width, depth: row.depth, entries: row.entries)
      #expect(deeper.map { $0.mean < row.mean } ?? true)
      #expect(wider.map { $0.mean > row.mean } ?? true)
      let bound = FussCatalanLaw(depth: row.depth).finiteWidthDeviationBound(width: row.width)
      let limit = log(Double(row.width)) + FussCatalanLaw(depth: row.depth).entropyOffsetWeights
      #expect(abs(row.mean - limit) < bound)
      if row.entries == .uniform {
        let normal = FiniteWidthReference.row(
          width: row.width, depth: row.depth, entries: .normal)
        #expect(normal.map { $0.mean < row.mean } ?? false)
      }
    }
  }

  @Test("law: the tolerance is three standard errors of the difference and the rounding")
  func tolerance() throws {
    let row = try #require(FiniteWidthReference.row(width: 32, depth: 8, entries: .normal))
    #expect(abs(row.tolerance(draws: 20_000) - (3 * 0.061 * 1e-2 + 0.0005)) < 1e-12)
    #expect(FiniteWidthReference.row(width: 48, depth: 8, entries: .normal) == nil)
  }

  @Test("hostile: widths below the fit, no draws")
  func hostile() async {
    await #expect(processExitsWith: .failure) {
      _ = FussCatalanLaw(depth: 1).finiteWidthDeviationBound(width: 4)
    }
    await #expect(processExitsWith: .failure) {
      _ = FiniteWidthReference.table[0].tolerance(draws: 0)
    }
  }
}
