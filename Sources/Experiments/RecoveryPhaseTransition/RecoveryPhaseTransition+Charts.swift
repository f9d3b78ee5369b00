public import Charts
import Recovery

extension RecoveryPhaseTransition {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = PhaseSamples(trials, outcomes, settings: settings)
    guard samples.cells.count == trials.count else { return [] }
    return [maps(samples), lines(samples)].compactMap(\.self)
  }

  private func maps(_ samples: PhaseSamples) -> Chart {
    let maps = PenaltyFamily.allCases.map { family in
      HeatMap(
        label: family.title, x: settings.percents.map(Double.init),
        y: settings.ranks.map(Double.init), values: samples.cells.map { $0.share(family) })
    }
    var chart = Chart.heatMaps(
      name: "recovery-phase-transition", title: "Which matrices are recovered",
      subtitle: """
        \(settings.size) x \(settings.size), \(settings.instances) matrices per cell; dashed: as \
        many entries as degrees of freedom
        """,
      caption: """
        Share of matrices completed with a relative error below \(settings.success), by rank and \
        observed entries. The solid line is one half.
        """,
      maps: maps, x: "observed entries (percent)", y: "rank", value: "recovered", isolines: 1,
      columns: 3, size: 190)
    chart.layers[0].x?.scale = .linear(cells(of: settings.percents))
    chart.layers[0].y?.scale = .linear(cells(of: settings.ranks))
    var limits = DataTable()
    for map in maps {
      limits.append(
        ["panel": .label(map.label)], columns: ["x": limit.map(\.percent), "y": limit.map(\.rank)])
    }
    chart.layers.append(
      ChartLayer(
        .line, data: limits, x: .quantitative("x"), y: .quantitative("y"), tooltip: [],
        style: Style(paint: .series(1), width: 1.5, dash: [5, 4])))
    return chart
  }

  /// Where half of the matrices are recovered.
  private func lines(_ samples: PhaseSamples) -> Chart? {
    var table = DataTable()
    for family in PenaltyFamily.allCases {
      for rank in settings.ranks {
        guard let percent = samples.halfway(family, rank: rank) else { continue }
        table.append([
          "penalty": .label(family.title), "percent": .number(percent),
          "rank": .number(Double(rank)),
        ])
      }
    }
    guard !table.names.isEmpty else { return nil }
    let x = Channel.quantitative("rank", title: "rank")
    let y = Channel.quantitative("percent", title: "observed entries (percent)")
    let guide = ChartLayer(
      .line,
      data: DataTable([
        "rank": .numbers(limit.map(\.rank)), "percent": .numbers(limit.map(\.percent)),
      ]), x: x, y: y, tooltip: [], style: .guide)
    return .measurements(
      name: "recovery-phase-transition-lines",
      title: "Half of the matrices are recovered above each line",
      subtitle: """
        \(settings.size) x \(settings.size), \(settings.instances) matrices per cell; dashed: as \
        many entries as degrees of freedom
        """,
      caption: """
        Share of entries from which half of the matrices of a rank are completed, by penalty, and \
        the limit that degrees of freedom set.
        """,
      data: table, x: x, y: y, color: .nominal("penalty", title: "penalty"), guides: [guide],
      width: 380, height: 260)
  }

  /// From the edge of the first cell to that of the last.
  private func cells(of values: [Int]) -> ClosedRange<Double> {
    guard let low = values.first, let high = values.last, values.count > 1 else { return 0...1 }
    let half = Double(values[1] - low) / 2
    return Double(low) - half...Double(high) + half
  }

  /// The rank `n (1 - √(1 - p))` with as many degrees of freedom as observed entries, where it is on
  /// the grid.
  private var limit: [(percent: Double, rank: Double)] {
    let (low, high) = (settings.ranks.first ?? 1, settings.ranks.last ?? 1)
    return (0...400).compactMap { index in
      let share = Double(index) / 400
      let rank = Double(settings.size) * (1 - (1 - share).squareRoot())
      let percent = 100 * share
      guard rank >= Double(low), rank <= Double(high),
        percent >= Double(settings.percents.first ?? 0),
        percent <= Double(settings.percents.last ?? 100)
      else { return nil }
      return (percent, rank)
    }
  }
}

extension PenaltyFamily {
  /// How it is written in charts.
  fileprivate var title: String {
    switch self {
    case .nuclear, .logSum: rawValue
    case .mcp: "MCP"
    case .resnetDepth1: "depth-1"
    case .resnetDepth2: "depth-2"
    }
  }
}
