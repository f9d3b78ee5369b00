public import Charts
import Foundation
import Theory

extension BottleneckRank {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    [ratios(outcomes), cones(outcomes), depths(outcomes)].compactMap(\.self)
  }

  /// Ratios of cost and certificate to `N(λ)`, closing in on the bottleneck width.
  private func ratios(_ outcomes: [Trial: Outcome]) -> Chart? {
    var bounds = DataTable()
    var guides = DataTable()
    for case .ratios(let map, let block, let blocks, let exponents, let points) in trials {
      let trial = Trial.ratios(
        map: map, block: block, blocks: blocks, exponents: exponents, points: points)
      guard let panel = Self.panel(of: map), case .ratios(let outcome)? = outcomes[trial] else {
        continue
      }
      let logs = outcome.rows.map { Double($0.exponent) }
      for (bound, values) in [
        ("explicit network", outcome.rows.map(\.upper)),
        ("certificate", outcome.rows.map(\.lower)),
      ] {
        bounds.append(
          ["map": .label(panel), "blocks": .label(block.rawValue), "bound": .label(bound)],
          columns: ["exponent": logs, "ratio": values])
      }
      for k in Set([map.bottleneck, outcome.jacobianRank]) where block == .depth2 {
        guides.append(
          ["map": .label(panel), "line": .label("\(panel) \(k)")],
          columns: ["exponent": logs, "ratio": logs.map { _ in Double(k) }])
      }
    }
    guard bounds.rowCount > 0 else { return nil }
    let x = Channel.quantitative(
      "exponent", title: "log\u{2081}\u{2080}(1/\u{03BB})", scale: .log2,
      ticks: settings.exponents.map(Double.init))
    let y = Channel.quantitative("ratio", title: "cost / N(\u{03BB})", scale: .log2)
    let color = Channel.nominal("blocks", title: "blocks")
    let dash = Channel.nominal("bound", title: "bound")
    return Chart(
      name: "bottleneck-ratios", title: "The cost closes in on the bottleneck rank",
      subtitle:
        "L = \(settings.blocks), a = b = 1/2; N = \u{03BB} log 1/\u{03BB} (depth-2), "
        + "\u{03BB}/2 log\u{00B2} 1/\u{03BB} (depth-1)",
      caption: """
        Cost of the explicit network (above) and lower certificate (below) over N(lambda). Guides: \
        Jacobian rank and width of the bottleneck, which differ for the tripod map only.
        """,
      width: 260, height: 180, panels: .wrapped(by: "map", columns: 3, y: .independent),
      layers: [
        ChartLayer(.line, data: guides, x: x, y: y, series: "line", tooltip: [], style: .guide),
        ChartLayer(
          .line, data: bounds, x: x, y: y, color: color, strokeDash: dash, tooltip: [],
          style: Style(width: 1.75)),
        ChartLayer(.point, data: bounds, x: x, y: y, color: color),
      ])
  }

  /// What a panel is called; nil for maps that are not drawn.
  private static func panel(of map: BottleneckMap) -> String? {
    switch map {
    case .reference: "reference map, k = 1"
    case .tripod: "tripod map, ranks 1 and 2"
    case .linear(let rank): "linear map of rank \(rank)"
    case .random(let k, let draw): draw == 0 ? "random map, k = \(k)" : nil
    }
  }

  /// The cones on which one output of the tripod map is positive, and the tripod.
  private func cones(_ outcomes: [Trial: Outcome]) -> Chart? {
    let trial = Trial.tripod(points: settings.points)
    guard case .tripod(let outcome)? = outcomes[trial] else { return nil }
    let names =
      ["all 0, rank 0"] + ["T\u{2081}", "T\u{2082}", "T\u{2083}"].map { "\($0) > 0, rank 1" }
    let step = 2 / Double(outcome.side)
    var cells = DataTable()
    for row in 0..<outcome.side {
      let cones = outcome.cones[row * outcome.side..<(row + 1) * outcome.side]
      var start = cones.startIndex
      while start < cones.endIndex {
        let end = cones[start...].firstIndex { $0 != cones[start] } ?? cones.endIndex
        let place = { (index: Int) in Double(index - cones.startIndex) * step - 1 }
        // Each strip reaches under the one above it, so that nothing shines through the seams.
        cells.append([
          "cone": .label(names[cones[start]]), "left": .number(place(start)),
          "right": .number(place(end)), "bottom": .number(Double(row) * step - 1),
          "top": .number(min(1, (Double(row) + 1.75) * step - 1)),
        ])
        start = end
      }
    }
    let legs = DataTable([
      "left": .numbers([0, 0, 0]), "bottom": .numbers([0, 0, 0]),
      "right": .numbers([1, 0, -1]), "top": .numbers([0, 1, 0]),
    ])
    let domain = Scale.linear(-1...1)
    let x = Channel.quantitative("left", title: "x\u{2081}", scale: domain)
    let y = Channel.quantitative("bottom", title: "x\u{2082}", scale: domain)
    return Chart(
      name: "tripod", title: "Jacobian rank 1, bottleneck rank 2",
      subtitle: "each output lives on its own cone; the map is injective on the tripod (lines)",
      caption: """
        The cones on which one output of the tripod map is positive. The derivative has rank at most 1 \
        everywhere, but a function into a line cannot be injective on the three legs.
        """,
      width: 300, height: 300,
      layers: [
        ChartLayer(
          .cell, data: cells, x: x, x2: "right", y: y, y2: "top",
          color: .nominal("cone", title: "output"), tooltip: []),
        ChartLayer(
          .rule, data: legs, x: x, x2: "right", y: y, y2: "top", tooltip: [],
          style: Style(paint: .foreground, width: 3)),
      ])
  }

  private func depths(_ outcomes: [Trial: Outcome]) -> Chart? {
    var table = DataTable()
    var limits = DataTable()
    for trial in trials {
      guard case .depths(_, let block, _, _, _) = trial, case .depths(let rows)? = outcomes[trial]
      else { continue }
      for (bound, value) in [
        ("explicit network", \DepthRow.cost), ("certificate", \DepthRow.certificate),
      ] as [(String, KeyPath<DepthRow, Double>)] {
        let finite = rows.filter { $0.blocks != nil }
        let depths = finite.map { Double($0.blocks ?? 0) }
        table.append(
          ["blocks": .label(block.rawValue), "bound": .label(bound)],
          columns: ["L": depths, "cost": finite.map { $0[keyPath: value] }])
        guard let limit = rows.last, limit.blocks == nil else { continue }
        limits.append(
          ["line": .label("\(block.rawValue) \(bound)")],
          columns: ["L": depths, "cost": depths.map { _ in limit[keyPath: value] }])
      }
    }
    guard table.rowCount > 0 else { return nil }
    let x = Channel.quantitative("L", title: "blocks L", scale: .log10)
    let y = Channel.quantitative("cost", title: "cost", scale: .log10)
    let color = Channel.nominal("blocks", title: "blocks")
    let dash = Channel.nominal("bound", title: "bound")
    return Chart(
      name: "bottleneck-depths", title: "Cost against depth",
      subtitle: "reference map, \u{03BB} = 1e-\(BottleneckReference.shallowExponent), a = b = 1/2",
      caption: """
        Cost of the explicit network and lower certificate by number of blocks. Guides: infinite depth.
        """,
      width: 380, height: 240,
      layers: [
        ChartLayer(.line, data: limits, x: x, y: y, series: "line", tooltip: [], style: .guide),
        ChartLayer(
          .line, data: table, x: x, y: y, color: color, strokeDash: dash, tooltip: [],
          style: Style(width: 1.75)),
        ChartLayer(.point, data: table, x: x, y: y, color: color),
      ])
  }
}
