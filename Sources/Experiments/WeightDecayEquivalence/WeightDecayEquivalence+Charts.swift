public import Charts
import Theory

extension WeightDecayEquivalence {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    [descents(outcomes), spectra(outcomes)].compactMap(\.self)
  }

  private func descents(_ outcomes: [Trial: Outcome]) -> Chart? {
    var (curves, optima) = (DataTable(), DataTable())
    for row in rows {
      let panel = DataTable.Value.label(row.title)
      var end = 1.0
      for trial in trials where trial.row == row {
        guard let outcome = outcomes[trial] else { continue }
        let points = zip(outcome.descent.steps, outcome.descent.objectives).filter { $0.0 > 0 }
        curves.append(
          ["panel": panel, "start": .label("start \(trial.start + 1)")],
          columns: ["step": points.map { Double($0.0) }, "objective": points.map(\.1)])
        end = max(end, Double(outcome.descent.length))
      }
      guard let found = try? row.optimum(singularValues: WeightDecayReference.target) else {
        continue
      }
      optima.append(
        ["panel": panel],
        columns: ["step": [1, end], "objective": [found.objective, found.objective]])
    }
    guard curves.rowCount > 0 else { return nil }
    let x = Channel.quantitative("step", title: "step", scale: .log10, format: "~g")
    let y = Channel.quantitative("objective", title: "objective", scale: .log10, format: "~g")
    return Chart(
      name: "weight-decay-equivalence", title: "Trainings end at the optimum of the closed form",
      subtitle: "one line per start; dashed: closed form; a = b = 1/2",
      caption: """
        Loss plus weight norm against the step of the training, one panel per network; the dashed \
        line is the optimum that one proximal operator per singular value gives.
        """,
      width: 220, height: 150,
      panels: .wrapped(by: "panel", x: .independent, y: .independent),
      layers: [
        ChartLayer(
          .line, data: curves, x: x, y: y, series: "start", style: Style(width: 1.25, opacity: 0.6)),
        ChartLayer(.line, data: optima, x: x, y: y, tooltip: [], style: .guide),
      ])
  }

  private func spectra(_ outcomes: [Trial: Outcome]) -> Chart? {
    var table = DataTable()
    for trial in trials {
      guard let outcome = outcomes[trial],
        let found = try? trial.row.optimum(singularValues: WeightDecayReference.target)
      else { continue }
      for (reached, predicted) in zip(outcome.singularValues, found.values) {
        table.append([
          "kind": .label(trial.row.block.rawValue),
          "training": .label(trial.row.method.rawValue), "predicted": .number(predicted),
          "reached": .number(reached),
        ])
      }
    }
    guard table.rowCount > 0 else { return nil }
    return .agreement(
      name: "weight-decay-spectra", title: "Singular values reached and predicted",
      subtitle: "four per start; target 6.73, 1.43, 0.27, 0.17",
      caption: """
        Singular values of the trained networks against the closed form's; small ones of the target \
        are set to zero, as predicted.
        """,
      data: table, published: .quantitative("predicted", title: "predicted by the closed form"),
      measured: .quantitative("reached", title: "reached by training"),
      color: .nominal("kind", title: "blocks"), shape: .nominal("training", title: "training"))
  }
}

extension WeightDecayEquivalence.Row {
  /// The heading of a panel.
  fileprivate var title: String {
    let kind = method == .uniformDecay ? ", weight decay \(weight)" : ", \u{03BC} = \(weight)"
    return "\(block.rawValue), L = \(blocks), \u{03BB} = \(lambda)\(kind)"
  }
}
