public import Charts
import Foundation
import Statistics

extension RankAtConvergence {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = ConvergenceSamples(of: self, outcomes: outcomes)
    return [densities(samples), testLoss(samples), ranks(samples)].compactMap(\.self)
  }

  private func densities(_ samples: ConvergenceSamples) -> Chart? {
    var (before, after, line) = (DataTable(), DataTable(), DataTable())
    for activation in settings.activations {
      let family = samples.family(activation, teacherRank: settings.teacherRank)
      guard let first = family.first else { continue }
      let panel = DataTable.Value.label("\(activation.title) networks")
      line.append(["panel": panel, "rho": .number(first.summary(\.taskRank).mean)])
      for sample in family {
        before.append(density(of: sample.networks.map(\.initialRank)), sample, in: panel)
        after.append(density(of: sample.networks.map(\.rank)), sample, in: panel)
      }
    }
    guard after.rowCount > 0 else { return nil }
    let x = Channel.quantitative("rho", title: "effective rank \u{03C1}(K) in nats")
    let y = Channel.quantitative("density", title: "density", scale: .fromZero)
    let color = Channel.ordinal("depth", title: "depth")
    return Chart(
      name: "rank-at-convergence", title: "Trained networks keep the order of random ones",
      subtitle: """
        dotted: before training; solid: trained to zero error; vertical: rank of the task; \
        \(settings.networks) networks per depth
        """,
      caption: """
        Density of the effective rank of the outputs' kernel before and after training, one colour \
        per depth. Shallow networks end above the rank of the task, deep ones at or below it.
        """,
      width: 340, height: 240, panels: .wrapped(by: "panel", columns: 2, y: .independent),
      layers: [
        ChartLayer(
          .rule, data: line, x: x, tooltip: [x], style: Style(paint: .series(1), width: 2)),
        ChartLayer(
          .line, data: before, x: x, y: y, color: color, style: Style(width: 1.5, dash: [1.5, 3])),
        ChartLayer(.line, data: after, x: x, y: y, color: color, style: Style(width: 2)),
      ])
  }

  /// The density of a sample: the figure's estimator, or normal kernels where the sample is too small
  /// for it.
  private func density(of ranks: [Double]) -> (points: [Double], density: [Double]) {
    let finite = ranks.filter(\.isFinite)
    guard finite.count < 64 else {
      let estimate = DensityEstimate(finite)
      return (estimate.points, estimate.density.map { max($0, 0) })
    }
    let summary = Summary(finite)
    guard summary.standardDeviation > 0 else { return ([], []) }
    let count = Double(finite.count)
    let bandwidth = 1.06 * summary.standardDeviation * pow(count, -0.2)
    let points = (-40...40).map { summary.mean + 0.1 * Double($0) * summary.standardDeviation }
    let heights = points.map { point in
      finite.reduce(0) { $0 + exp(-0.5 * pow((point - $1) / bandwidth, 2)) }
        / (count * bandwidth * (2 * Double.pi).squareRoot())
    }
    return (points, heights)
  }

  private func testLoss(_ samples: ConvergenceSamples) -> Chart? {
    var table = DataTable()
    for sample in samples.curves where !sample.networks.isEmpty {
      let summary = sample.summary(\.testLoss)
      table.append([
        "panel": .label("teacher of rank \(sample.curve.teacherRank)"),
        "network": .label(sample.curve.activation.title), "depth": .count(sample.curve.depth),
        "loss": .number(summary.mean), "error": .number(2 * summary.standardError),
      ])
    }
    guard table.rowCount > 0 else { return nil }
    return .measurements(
      name: "test-loss-at-convergence", title: "Test loss of networks trained to zero error",
      subtitle: "mean over networks, whiskers are two standard errors; depth 1 is linear",
      caption: """
        Test loss of networks trained to zero error over their depth, for both kinds and for \
        teachers of two ranks.
        """,
      data: table,
      x: .quantitative(
        "depth", title: "depth", scale: .log2, ticks: settings.depths.map(Double.init)),
      y: .quantitative("loss", title: "test loss", scale: .fromZero), error: "error",
      color: .nominal("network", title: "network"),
      panels: .wrapped(by: "panel", columns: 2, y: .independent), width: 320, height: 220)
  }

  private func ranks(_ samples: ConvergenceSamples) -> Chart? {
    var (table, line) = (DataTable(), DataTable())
    for activation in settings.activations {
      let family = samples.family(activation, teacherRank: settings.teacherRank)
      guard let first = family.first else { continue }
      let panel = DataTable.Value.label("\(activation.title) networks")
      line.append(["panel": panel, "rho": .number(first.summary(\.taskRank).mean)])
      for sample in family {
        for (time, summary) in [
          ("before training", sample.summary(\.initialRank)),
          ("after training", sample.summary(\.rank)),
        ] {
          table.append([
            "panel": panel, "time": .label(time), "depth": .count(sample.curve.depth),
            "rho": .number(summary.mean), "error": .number(2 * summary.standardError),
          ])
        }
      }
    }
    guard table.rowCount > 0 else { return nil }
    let y = Channel.quantitative("rho", title: "mean effective rank \u{03C1}(K)")
    return .measurements(
      name: "mean-rank-at-convergence", title: "Training narrows the differences between depths",
      subtitle: "whiskers are two standard errors; the horizontal line is the rank of the task",
      caption: "Mean effective rank before and after training over depth.", data: table,
      x: .quantitative(
        "depth", title: "depth", scale: .log2, ticks: settings.depths.map(Double.init)),
      y: y, error: "error", color: .nominal("time", title: "networks"),
      panels: .wrapped(by: "panel", columns: 2),
      guides: [ChartLayer(.rule, data: line, y: y, tooltip: [], style: .guide)], width: 320,
      height: 220)
  }
}

extension DataTable {
  /// Appends a density of one depth.
  fileprivate mutating func append(
    _ density: (points: [Double], density: [Double]), _ sample: ConvergenceSamples.Sample,
    in panel: Value
  ) {
    append(
      ["panel": panel, "depth": .count(sample.curve.depth)],
      columns: ["rho": density.points, "density": density.density])
  }
}
