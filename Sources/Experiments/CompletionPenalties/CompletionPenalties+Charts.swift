public import Charts
import Recovery
import Statistics

extension CompletionPenalties {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = CompletionSamples(trials: trials, outcomes: outcomes)
    return [errors(samples), comparison(samples), paths(samples), regression(samples)]
      .compactMap(\.self)
  }

  private func errors(_ samples: CompletionSamples) -> Chart? {
    var table = DataTable()
    for (problem, paths) in [("completion", samples.completion), ("sensing", samples.sensing)] {
      for penalty in ComparedPenalty.allCases {
        guard let paths = paths[penalty] else { continue }
        append(problem, penalty.title, "best over the path", paths.bestErrors, to: &table)
        if paths.chosenErrors.count > 1 {
          append(problem, penalty.title, "chosen by a held-out set", paths.chosenErrors, to: &table)
        }
      }
    }
    return points(
      name: "completion-penalties",
      title: "Concave penalties recover alike, the nuclear norm lags behind",
      subtitle: "whiskers are two standard errors over instances",
      caption: "Relative error of planted low-rank matrices, by penalty.", table: table,
      color: .nominal("weight", title: "weight"),
      y: .quantitative("mean", title: "relative error", scale: .log10), panels: "problem")
  }

  /// Paired comparisons with their intervals.
  private func comparison(_ samples: CompletionSamples) -> Chart? {
    var (table, instances) = (DataTable(), DataTable())
    for (network, known, ratios) in pairs(samples) {
      let label = "\(network.title) over \(known.title)"
      append("", label, "", ratios, to: &table)
      for ratio in ratios {
        instances.append(["penalty": .label(label), "mean": .number(ratio)])
      }
    }
    guard !table.names.isEmpty else { return nil }
    let y = Channel.quantitative("mean", title: "ratio of errors", scale: .linear)
    var chart = points(
      name: "completion-penalties-paired",
      title: "No advantage over known concave penalties",
      subtitle: "dots: means, whiskers two standard errors; rings: instances",
      caption: """
        Best error of a ResNet penalty over that of a known penalty on the same problems. The dashed \
        line is equality.
        """, table: table, color: nil, y: y)
    let line = ChartLayer(
      .rule, data: DataTable(["mean": .numbers([1])]), y: y, tooltip: [], style: .guide)
    let rings = ChartLayer(
      .ring, data: instances, x: .nominal("penalty", title: ""), y: y, style: Style(paint: .muted))
    chart?.layers.insert(contentsOf: [line, rings], at: 0)
    return chart
  }

  /// Errors and ranks along the path, means over instances.
  private func paths(_ samples: CompletionSamples) -> Chart? {
    let weights = (try? gridShares()) ?? []
    var table = DataTable()
    for penalty in ComparedPenalty.allCases {
      guard let paths = samples.completion[penalty] else { continue }
      for (index, weight) in weights.enumerated() {
        let errors = Summary(paths.map { $0.errors[index] })
        let ranks = Summary(paths.map { Double($0.ranks[index]) })
        for (quantity, mean) in [("relative error", errors.mean), ("rank", ranks.mean)] {
          table.append([
            "penalty": .label(penalty.title), "quantity": .label(quantity),
            "weight": .number(weight), "mean": .number(mean),
          ])
        }
      }
    }
    guard !table.names.isEmpty else { return nil }
    return .curves(
      name: "completion-penalties-path", title: "Along the path",
      subtitle: "means over instances",
      caption: "Relative error and rank of completions by the weight of the penalty.", data: table,
      x: .quantitative("weight", title: "mu / mu_max", scale: .log10),
      y: .quantitative("mean", title: "", scale: .log10),
      color: .nominal("penalty", title: "penalty"),
      panels: .wrapped(by: "quantity", columns: 2, y: .independent), width: 280, height: 220)
  }

  private func gridShares() throws -> [Double] {
    try WeightGrid(points: settings.points, largest: 0.5, smallest: 0.004).weights(maximum: 1)
  }

  private func regression(_ samples: CompletionSamples) -> Chart? {
    guard !samples.regression.isEmpty else { return nil }
    var table = DataTable()
    append("", "least squares", "", samples.regression.map(\.leastSquares), to: &table)
    for (index, (penalty, _)) in (samples.regression.first?.solved ?? []).enumerated() {
      append(
        "", penalty.title, "", samples.regression.map { $0.solved[index].1.error }, to: &table)
    }
    return points(
      name: "completion-penalties-regression",
      title: "Reduced-rank regression where the problem is just convex",
      subtitle: "whiskers are two standard errors over instances",
      caption: "Relative error at mu = 0.02 mu_max and lambda = mu / m, one global minimum each.",
      table: table, color: nil,
      y: .quantitative("mean", title: "relative error", scale: .fromZero))
  }

  // MARK: Means with whiskers

  private func append(
    _ problem: String, _ penalty: String, _ weight: String, _ values: [Double],
    to table: inout DataTable
  ) {
    let summary = Summary(values)
    table.append([
      "problem": .label(problem), "penalty": .label(penalty), "weight": .label(weight),
      "mean": .number(summary.mean), "low": .number(summary.mean - 2 * summary.standardError),
      "high": .number(summary.mean + 2 * summary.standardError),
    ])
  }

  private func points(
    name: String, title: String, subtitle: String, caption: String, table: DataTable,
    color: Channel?, y: Channel, panels: String? = nil
  ) -> Chart? {
    guard !table.names.isEmpty else { return nil }
    let x = Channel.nominal("penalty", title: "")
    var low = y
    low.field = "low"
    return Chart(
      name: name, title: title, subtitle: subtitle, caption: caption, width: 260, height: 200,
      panels: panels.map { .wrapped(by: $0, columns: 2, x: .independent, y: .independent) },
      layers: [
        ChartLayer(.errorBar, data: table, x: x, y: low, y2: "high", color: color),
        ChartLayer(.point, data: table, x: x, y: y, color: color),
      ])
  }
}
