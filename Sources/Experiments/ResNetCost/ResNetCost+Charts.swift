public import Charts
import Foundation
import Theory

extension ResNetCost {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = CostSamples(trials: trials, outcomes: outcomes)
    return [penalties(), convergence(), minima(samples), gaps(samples)].compactMap(\.self)
  }

  private static let drawnDepths: [NetworkDepth] = [
    .blocks(1), .blocks(2), .blocks(4), .blocks(16), .infinite,
  ]

  /// `φ` against `σ` at `λ = 1`, between the nuclear norm and the rank.
  private func penalties() -> Chart {
    let sigmas = (0...120).map { Double($0) / 15 }
    var (curves, guides) = (DataTable(), DataTable())
    for block in BlockKind.allCases {
      for depth in Self.drawnDepths {
        guard let penalty = try? ResNetPenalty(block: block, depth: depth, lambda: 1) else {
          continue
        }
        curves.append(
          ["panel": .label("\(block.rawValue) blocks"), "depth": .label("L = \(depth)")],
          columns: ["sigma": sigmas, "phi": sigmas.map(penalty.value)])
      }
      // Rank counts every positive value alike: a step, drawn at the height of λ.
      for (name, values) in [("nuclear norm", sigmas), ("rank", sigmas.map { $0 > 0 ? 1 : 0 })] {
        guides.append(
          ["panel": .label("\(block.rawValue) blocks"), "line": .label(name)],
          columns: ["sigma": sigmas, "phi": values])
      }
    }
    let x = Channel.quantitative("sigma", title: "singular value \u{03C3}")
    let y = Channel.quantitative("phi", title: "\u{03C6}(\u{03C3})", scale: .linear(0...8))
    return Chart(
      name: "resnet-cost", title: "What a linear ResNet pays for one singular value",
      subtitle: "\u{03BB} = 1, a = b = 1/2; dashed: nuclear norm, and rank times \u{03BB}",
      caption: """
        Cost of one singular value by depth, one panel per kind of block. Deeper networks pay less \
        for large values, between the nuclear norm and the flat line of the rank.
        """,
      width: 300, height: 240, panels: .wrapped(by: "panel"),
      layers: [
        ChartLayer(.line, data: guides, x: x, y: y, series: "line", tooltip: [], style: .guide),
        ChartLayer(.line, data: curves, x: x, y: y, color: .ordinal("depth", title: "blocks")),
      ])
  }

  /// `φ_L - φ_∞` against `L`.
  private func convergence() -> Chart {
    var (table, limits) = (DataTable(), DataTable())
    for block in BlockKind.allCases {
      for power in 0...12 {
        let blocks = 1 << power
        guard
          let excess = try? ResNetPenalty.excess(block, blocks: blocks, lambda: 1, sigma: 25)
        else { continue }
        table.append([
          "kind": .label(block.rawValue), "L": .count(blocks), "excess": .number(excess),
        ])
      }
      let constant = ResNetCostReference.rates.last?.constants[block] ?? .nan
      limits.append(
        ["kind": .label(block.rawValue)],
        columns: ["L": [1, 4096], "excess": [constant, constant / 4096]])
    }
    let x = Channel.quantitative(
      "L", title: "number of blocks L", scale: .log2, ticks: [1, 4, 16, 64, 256, 1024, 4096])
    let y = Channel.quantitative("excess", title: "cost above the limit", scale: .log10)
    return Chart(
      name: "resnet-cost-depth", title: "The cost comes to its limit like 1/L",
      subtitle: "\u{03C3} = 25, \u{03BB} = 1, a = b = 1/2; dashed: constant of the limit over L",
      caption: """
        Distance of the cost of one singular value from its limit at infinite depth against the \
        number of blocks; the dashed lines have slope -1 and the predicted constants.
        """,
      width: 380, height: 240,
      layers: [
        ChartLayer(.line, data: limits, x: x, y: y, series: "kind", tooltip: [], style: .guide),
        ChartLayer(.point, data: table, x: x, y: y, color: .nominal("kind", title: "blocks")),
      ])
  }

  /// Numeric minimum against the formula.
  private func minima(_ samples: CostSamples) -> Chart? {
    var table = DataTable()
    for (index, sample) in samples.cases.enumerated() {
      for end in sample.minima {
        table.append([
          "case": .label(
            "\(index + 1): \(sample.place.block.rawValue), L = \(sample.place.blocks)"),
          "kind": .label(sample.place.block.rawValue),
          // Nothing below 1e-17 can be told apart from the formula.
          "difference": .number(max(abs(end.difference), 1e-17)),
        ])
      }
    }
    guard table.rowCount > 0 else { return nil }
    return Chart(
      name: "resnet-cost-minima", title: "Minimising over the weights reaches the formula",
      subtitle: "one mark per start; distance of the cost found from the formula, relative",
      caption:
        "Relative distance of the numeric minimum over the weights from the formula, by case.",
      width: 380, height: 260,
      layers: [
        ChartLayer(
          .point, data: table,
          x: .quantitative("difference", title: "relative distance", scale: .log10, format: "~e"),
          y: .nominal("case", title: "case"), color: .nominal("kind", title: "blocks"))
      ])
  }

  /// How far above the formula networks lie.
  private func gaps(_ samples: CostSamples) -> Chart? {
    var table = DataTable()
    for family in Family.allCases {
      let logs = samples.gaps(family).filter { $0 > 0 }.map { log10($0) }
      guard !logs.isEmpty else { continue }
      var counts: [Int: Int] = [:]
      for value in logs { counts[Int((value * 4).rounded(.down)), default: 0] += 1 }
      for (bin, count) in counts.sorted(by: { $0.key < $1.key }) {
        table.append([
          "family": .label(family.rawValue), "lower": .number(pow(10, Double(bin) / 4)),
          "upper": .number(pow(10, Double(bin + 1) / 4)),
          "share": .number(Double(count) / Double(logs.count)), "zero": .number(0),
        ])
      }
    }
    guard table.rowCount > 0 else { return nil }
    return Chart(
      name: "resnet-cost-gaps", title: "No network is cheaper than the formula",
      subtitle: "relative gap above the formula; the formula would be at 0, far to the left",
      caption: """
        Distribution of the relative gap between the weight norm of a network and the formula for \
        the matrix that it represents: random weights, perturbed optima, partly trained networks.
        """,
      width: 380, height: 120, panels: .grid(row: "family", y: .independent),
      layers: [
        ChartLayer(
          .bar, data: table,
          x: .quantitative("lower", title: "relative gap", scale: .log10, format: "~e"),
          x2: "upper", y: .quantitative("share", title: "share", scale: .fromZero), y2: "zero")
      ])
  }
}
