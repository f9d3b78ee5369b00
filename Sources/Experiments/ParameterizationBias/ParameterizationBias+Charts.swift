public import Charts
import Statistics

extension ParameterizationBias {
  /// The pictures of all outcomes: the figure with the kernel's rank, and that with the weight's.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = ParameterizationSamples(of: self, outcomes: outcomes)
    let kernel = settings.targets.contains(.full) ? [figure(.kernel, .full, samples)] : []
    return (kernel + settings.targets.map { figure(.weight, $0, samples) }).compactMap(\.self)
  }

  /// Whose rank a picture shows.
  private enum Ranked {
    case kernel
    case weight
  }

  /// One row of panels per initialization: losses and ranks over depth, published values behind.
  private func figure(
    _ ranked: Ranked, _ target: TargetRank, _ samples: ParameterizationSamples
  ) -> Chart? {
    let tables = tables(ranked, target, samples)
    guard tables.ends.rowCount > 0 else { return nil }
    let x = Channel.quantitative("depth", title: "depth", ticks: settings.depths.map(Double.init))
    let y = Channel.quantitative("mean", title: "value", scale: .linear)
    let color = Channel.nominal("series", title: "network")
    // The published table comes first and has all series: it fixes the order of panels and colours.
    let guides = [
      ChartLayer(
        .line, data: tables.published, x: x, y: y, color: color,
        style: Style(width: 4, opacity: 0.22)),
      ChartLayer(.rule, data: tables.targets, y: y, tooltip: [], style: .guide),
      ChartLayer(
        .line, data: tables.starts, x: x, y: y, color: color, tooltip: [],
        style: Style(width: 1, dash: [2, 3])),
    ]
    let rank = ranked == .kernel ? "\u{03C1}(K)" : "\u{03C1}(W)"
    var chart = Chart.measurements(
      name: ranked == .kernel
        ? "parameterization-bias" : "parameterization-bias-weights-\(target.rawValue)",
      title: "\(target == .full ? "Full-rank" : "Low-rank") target: loss and rank \(rank) by depth",
      subtitle: """
        at most \(settings.steps) steps, \(settings.repeats) tasks; whiskers are one standard \
        deviation\(settings.isPublishedWorkload ? ", broad lines the published values" : "")
        """,
      caption: """
        Deep linear networks that fit \(settings.trainingSamples) samples of a \(target.rawValue) \
        linear map, by depth, under two initializations. Left: training and test loss. Right: \
        effective rank of the \(ranked == .kernel ? "kernel of the outputs" : "effective weight") \
        before (open) and after (filled) training; the dashed line is the rank of the target.
        """,
      data: tables.ends, x: x, y: y, error: "whisker", color: color,
      panels: .grid(row: "start", column: "quantity", y: .independent), guides: guides)
    chart.layers.append(ChartLayer(.ring, data: tables.starts, x: x, y: y, color: color))
    return chart
  }

  /// The tables behind a picture.
  private struct Tables {
    var ends = DataTable()
    var starts = DataTable()
    var published = DataTable()
    var targets = DataTable()
  }

  private func tables(
    _ ranked: Ranked, _ target: TargetRank, _ samples: ParameterizationSamples
  ) -> Tables {
    var tables = Tables()
    for start in settings.starts {
      for depth in settings.depths {
        let condition = Condition(activation: .linear, start: start, target: target, depth: depth)
        guard !samples[condition].isEmpty else { continue }
        for series in Series.allCases {
          if let summary = samples.summary(condition, { series.value($0, ranked) }) {
            let row: KeyValuePairs<String, DataTable.Value> = [
              "start": .label(start.title), "quantity": .label(series.panel),
              "series": .label(series.rawValue), "depth": .count(depth),
              "mean": .number(summary.mean), "whisker": .number(series.whisker(summary)),
              "reached": .number(samples.reached(condition)),
            ]
            if series == .initial { tables.starts.append(row) } else { tables.ends.append(row) }
          }
          let known =
            settings.isPublishedWorkload
            ? series.published(start, target, ranked, depth: depth) : nil
          tables.published.append([
            "start": .label(start.title), "quantity": .label(series.panel),
            "series": .label(series.rawValue), "depth": .count(depth),
            "mean": .number(known ?? .nan),
          ])
        }
      }
      tables.targets.append([
        "start": .label(start.title), "quantity": .label(Series.converged.panel),
        "mean": .number(settings.isPublishedWorkload ? Self.targetRank(target, ranked) : .nan),
      ])
    }
    return tables
  }

  private static func targetRank(_ target: TargetRank, _ ranked: Ranked) -> Double {
    switch (ranked, target) {
    case (.weight, _): ParameterizationReference.targetWeightRank(target)
    case (.kernel, .full): ParameterizationReference.targetKernelRank
    case (.kernel, .low): ParameterizationReference.lowTargetKernelRank
    }
  }

  /// What a panel draws.
  private enum Series: String, CaseIterable {
    case trainLoss = "training loss"
    case testLoss = "test loss"
    case converged = "after training"
    case initial = "at initialization"

    var panel: String {
      switch self {
      case .trainLoss, .testLoss: "mean squared error"
      case .converged, .initial: "effective rank in nats"
      }
    }

    func value(_ outcome: Outcome, _ ranked: Ranked) -> Double? {
      let network = self == .initial ? outcome.initial : outcome.result.network
      return switch self {
      case .trainLoss: network.trainLoss
      case .testLoss: network.testLoss
      case .converged, .initial: ranked == .kernel ? network.kernelRank : network.weightRank
      }
    }

    /// One standard deviation; that of a loss does not reach below zero.
    func whisker(_ summary: Summary) -> Double {
      switch self {
      case .trainLoss, .testLoss: min(summary.standardDeviation, summary.mean)
      case .converged, .initial: summary.standardDeviation
      }
    }

    func published(
      _ start: TrainingStart, _ target: TargetRank, _ ranked: Ranked, depth: Int
    ) -> Double? {
      if ranked == .weight {
        return self == .converged
          ? ParameterizationReference.weightRank(start, target, depth: depth) : nil
      }
      guard target == .full else { return nil }
      let row: ParameterizationReference.Row =
        switch self {
        case .trainLoss: .trainLoss
        case .testLoss: .testLoss
        case .converged: .kernelRank
        case .initial: .initialKernelRank
        }
      return ParameterizationReference.published(row, start, depth: depth)
    }
  }
}
