public import Charts
public import Runs
import Statistics

extension RankLandscape {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let pictures = settings.widths.compactMap { width -> Chart? in
      guard let surfaces = outcomes[Trial(width: width, draw: 0)]?.surfaces else { return nil }
      return surfaces.chart(
        name: "rank-landscape-\(width)",
        title: "Effective rank around one linear map, n = \(width)",
        grid: settings.grid, value: "\u{03C1}(W)")
    }
    let comparisons = settings.widths.map { width in
      ("n = \(width)", trials.filter { $0.width == width }.compactMap { outcomes[$0]?.summaries })
    }
    return pictures + [areaChart(name: "rank-landscape-area", comparisons)]
  }
}

extension KernelRankLandscape {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let pictures = settings.activations.compactMap { activation -> Chart? in
      let first = Trial(activation: activation, draw: 0)
      guard let surfaces = outcomes[first]?.surfaces else { return nil }
      return surfaces.chart(
        name: "kernel-rank-landscape-\(activation.rawValue)",
        title: "Kernel rank around one map, \(activation.title) two-layer model",
        grid: settings.grid, value: "\u{03C1}(K)")
    }
    let comparisons = settings.activations.map { activation in
      (
        activation.title,
        trials.filter { $0.activation == activation }.compactMap { outcomes[$0]?.summaries }
      )
    }
    return pictures + [areaChart(name: "kernel-rank-landscape-area", comparisons)]
  }
}

extension LandscapePair<[Double]> {
  /// Both surfaces of one draw side by side, in one colour scale.
  fileprivate func chart(
    name: String, title: String, grid: LandscapeGrid, value: String
  ) -> Chart {
    // Rows of a heat map run over y; the surfaces run over alpha first.
    func map(_ label: String, _ surface: [Double]) -> HeatMap {
      let values = (0..<grid.points).flatMap { beta in
        (0..<grid.points).map { alpha in surface[alpha * grid.points + beta] }
      }
      return HeatMap(label: label, x: grid.axis, y: grid.axis, values: values)
    }
    return .heatMaps(
      name: name, title: title,
      subtitle: "first draw of weights and directions",
      caption: """
        Effective rank along two random directions. The two-layer model has more area of low rank \
        than the one-layer model.
        """,
      maps: [map("one layer", single), map("two layers", twoLayer)], x: "\u{03B1}", y: "\u{03B2}",
      value: value)
  }
}

/// Low-rank areas of both models with their spread over draws.
private func areaChart(
  name: String, _ comparisons: [(label: String, draws: [LandscapePair<LandscapeSummary>])]
) -> Chart {
  var table = DataTable()
  for (label, draws) in comparisons {
    for (model, summaries) in [
      ("one layer", draws.map(\.single)), ("two layers", draws.map(\.twoLayer)),
    ] {
      for (quantity, values) in [
        ("mean effective rank", summaries.map(\.mean)),
        ("low-rank area", summaries.map(\.lowRankArea)),
      ] {
        let summary = Summary(values)
        table.append([
          "quantity": .label(quantity), "panel": .label(label), "model": .label(model),
          "mean": .number(summary.mean), "low": .number(summary.mean - 2 * summary.standardError),
          "high": .number(summary.mean + 2 * summary.standardError),
        ])
      }
    }
  }
  let x = Channel.nominal("panel", title: "")
  let color = Channel.nominal("model", title: "model")
  return Chart(
    name: name, title: "Two layers: lower mean rank, larger low-rank area",
    subtitle: "\(comparisons.first?.draws.count ?? 0) draws; whiskers are two standard errors",
    caption: "Mean effective rank and share of the grid of low rank, for both parameterisations.",
    width: 240, height: 200, panels: .wrapped(by: "quantity", columns: 2, y: .independent),
    layers: [
      ChartLayer(
        .errorBar, data: table, x: x,
        y: .quantitative("low", title: "", scale: .fromZero), y2: "high", color: color),
      ChartLayer(
        .point, data: table, x: x, y: .quantitative("mean", title: "", scale: .fromZero),
        color: color),
    ])
}
