public import Charts
import Foundation
import Theory

extension ResNetCostLimits {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    [transition(outcomes), staircase(outcomes), trap()]
  }

  private func curves(
    _ outcomes: [Trial: Outcome], _ value: (Outcome, Double) -> Double
  ) -> DataTable {
    var table = DataTable()
    for block in BlockKind.allCases {
      for lambda in Self.drawnLambdas {
        guard let found = outcomes[Trial(block: block, blocks: nil, lambda: lambda)] else {
          continue
        }
        table.append([
          "kind": .label(block.rawValue), "lambda": .number(lambda),
          "value": .number(value(found, lambda)),
        ])
      }
    }
    return table
  }

  private static let x = Channel.quantitative(
    "lambda", title: "\u{03BB}", scale: .log10, format: "~g")
  private static let color = Channel.nominal("kind", title: "blocks")

  private func transition(_ outcomes: [Trial: Outcome]) -> Chart {
    let y = Channel.quantitative("value", title: "cost", scale: .log10, format: "~g")
    let nuclear = DataTable([
      "lambda": .numbers([1e-2, 1e3]), "value": .numbers([schattenPower(1), schattenPower(1)]),
    ])
    return Chart(
      name: "resnet-cost-limits", title: "Large \u{03BB} pays the nuclear norm",
      subtitle: "singular values 5, 1.5, 0.5; infinite depth, a = b = 1/2; dashed: nuclear norm 7",
      caption: """
        Cost of one matrix against lambda. With depth-2 blocks it is the nuclear norm itself from the \
        largest singular value on; with depth-1 blocks it comes to it like 1/lambda.
        """,
      width: 380, height: 240,
      layers: [
        ChartLayer(.line, data: nuclear, x: Self.x, y: y, tooltip: [], style: .guide),
        ChartLayer(
          .line, data: curves(outcomes) { found, _ in found.cost }, x: Self.x, y: y,
          color: Self.color),
      ])
  }

  private func staircase(_ outcomes: [Trial: Outcome]) -> Chart {
    let y = Channel.quantitative("value", title: "soft rank", scale: .linear(0...6))
    let rank = DataTable(["lambda": .numbers([1e-2, 1e3]), "value": .numbers([3, 3])])
    return Chart(
      name: "resnet-soft-rank", title: "The slope of the cost counts singular values",
      subtitle: "d(C/\u{03BB}) / d log(1/\u{03BB}); infinite depth, a = b = 1/2; dashed: rank 3",
      caption: """
        Soft rank against lambda. With depth-2 blocks it is the rank exactly once lambda is below the \
        smallest positive singular value, 0.5; with depth-1 blocks it grows like log(1/lambda).
        """,
      width: 380, height: 240,
      layers: [
        ChartLayer(.line, data: rank, x: Self.x, y: y, tooltip: [], style: .guide),
        ChartLayer(
          .line, data: curves(outcomes) { found, _ in found.softRank }, x: Self.x, y: y,
          color: Self.color),
      ])
  }

  /// The raw ratio of depth-2 for some depths: only infinite depth comes to the rank.
  private func trap() -> Chart {
    var table = DataTable()
    let depths: [NetworkDepth] = [.blocks(1), .blocks(5), .blocks(20), .infinite]
    for depth in depths {
      for power in 2...40 {
        let lambda = pow(10, -Double(power))
        guard let penalty = try? ResNetPenalty(block: .depth2, depth: depth, lambda: lambda) else {
          continue
        }
        let cost = penalty.total(of: ResNetCostLimitsReference.singularValues)
        table.append([
          "depth": .label("L = \(depth)"), "lambda": .number(lambda),
          "value": .number(cost / lambda / -log(lambda)),
        ])
      }
    }
    let y = Channel.quantitative(
      "value", title: "C / (\u{03BB} log 1/\u{03BB})",
      scale: Scale(.logarithmic(base: 10), domain: 2...1000))
    let rank = DataTable(["lambda": .numbers([1e-40, 1e-2]), "value": .numbers([3, 3])])
    return Chart(
      name: "resnet-cost-trap", title: "Depth first, then \u{03BB}: the limits do not commute",
      subtitle: "depth-2 blocks, a = b = 1/2; dashed: rank 3",
      caption: """
        Cost over lambda log(1/lambda) against lambda. At infinite depth it comes to the rank, slowly; \
        at every fixed depth it leaves it again, for a Schatten quasi-norm.
        """,
      width: 380, height: 240,
      layers: [
        ChartLayer(.line, data: rank, x: Self.x, y: y, tooltip: [], style: .guide),
        ChartLayer(
          .line, data: table, x: Self.x, y: y, color: .ordinal("depth", title: "blocks")),
      ])
  }
}
