public import Charts
import Statistics

extension LeastSquaresAblation {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let samples = LeastSquaresAblationSamples(self, outcomes: outcomes)
    let counts = settings.sampleCounts
    let (first, others) = (counts.filter(isJudged), counts.filter { !isJudged($0) })
    return (first + others).flatMap { count in
      let cells = samples.cells(samples: count)
      let suffix = count == (first + others)[0] ? "" : "-\(count)-samples"
      return [
        effectiveRank(cells, samples: count, suffix), thresholdRanks(cells, samples: count, suffix),
        losses(cells, samples: count, suffix),
      ]
    }
  }

  private func isJudged(_ samples: Int) -> Bool { samples == Self.judgedSamples }

  private typealias Cell = LeastSquaresAblationSamples.Cell

  private var depthChannel: Channel {
    .quantitative("depth", title: "depth", scale: .log2, ticks: settings.depths.map(Double.init))
  }

  private func effectiveRank(_ cells: [Cell], samples: Int, _ suffix: String) -> Chart {
    let y = Channel.quantitative("value", title: "effective rank \u{03C1}(W) in nats")
    return .measurements(
      name: "least-squares-rank\(suffix)", title: "Trained deeper, maps have lower effective rank",
      subtitle: "\(samples) samples; whiskers: standard deviation; dashed: reference",
      caption: """
        Effective rank of the trained linear map by depth, one panel per rank of the teacher, with \
        the reference means of the specification.
        """,
      data: table(cells, ["": \.weightRanks]), x: depthChannel, y: y, error: "deviation",
      panels: .grid(column: "task"), guides: reference(cells, samples, y: y) { $0.weightRank })
  }

  private func thresholdRanks(_ cells: [Cell], samples: Int, _ suffix: String) -> Chart {
    let series = Self.thresholds.enumerated().map { index, threshold in
      ("\(threshold)", { (cell: Cell) in cell.thresholdRanks(index) })
    }
    return .measurements(
      name: "least-squares-threshold-rank\(suffix)",
      title: "Threshold ranks fall as the effective rank does",
      subtitle: "\(samples) samples; whiskers: standard deviation",
      caption: """
        Number of singular values above a share \u{03C4} of their sum, by depth, one panel per rank \
        of the teacher.
        """,
      data: table(cells, series), x: depthChannel,
      y: .quantitative("value", title: "threshold rank", scale: .fromZero), error: "deviation",
      color: .nominal("series", title: "\u{03C4}"), panels: .grid(column: "task"))
  }

  private func losses(_ cells: [Cell], samples: Int, _ suffix: String) -> Chart {
    // Whiskers of a training loss next to zero would open the axis below it.
    let top =
      cells.map { cell in
        let summary = Summary(cell.testLosses)
        return summary.mean + summary.standardDeviation
      }.filter(\.isFinite).max() ?? 1
    let y = Channel.quantitative(
      "value", title: "loss per output", scale: .linear(0...(10 * top).rounded(.up) / 10))
    return .measurements(
      name: "least-squares-loss\(suffix)", title: "Depth helps where the target has low rank",
      subtitle: "\(samples) samples; whiskers: standard deviation; dashed: reference",
      caption: """
        Training and test loss of the trained linear map by depth, one panel per rank of the \
        teacher, with the reference means of the test loss.
        """,
      data: table(cells, ["test": \.testLosses, "train": \.trainLosses]), x: depthChannel, y: y,
      error: "deviation", color: .nominal("series", title: "loss"), panels: .grid(column: "task"),
      guides: reference(cells, samples, y: y) { $0.testLoss })
  }

  private func table(
    _ cells: [Cell], _ series: KeyValuePairs<String, (Cell) -> [Double]>
  ) -> DataTable {
    table(cells, series.map { ($0.key, $0.value) })
  }

  private func table(_ cells: [Cell], _ series: [(String, (Cell) -> [Double])]) -> DataTable {
    var table = DataTable()
    for cell in cells {
      for (name, values) in series {
        let summary = Summary(values(cell))
        table.append([
          "task": .label("task rank \(cell.rank)"), "depth": .count(cell.depth),
          "series": .label(name), "value": .number(summary.mean),
          "deviation": .number(summary.standardDeviation),
        ])
      }
    }
    return table
  }

  /// The reference means as a dashed line, where there are any.
  private func reference(
    _ cells: [Cell], _ samples: Int, y: Channel,
    _ value: ((testLoss: Double, weightRank: Double)) -> Double
  ) -> [ChartLayer] {
    var table = DataTable()
    for cell in cells where settings.width == 32 {
      guard
        let reference = LeastSquaresAblationReference.value(
          samples: samples, rank: cell.rank, depth: cell.depth)
      else { continue }
      table.append([
        "task": .label("task rank \(cell.rank)"), "depth": .count(cell.depth),
        "value": .number(value(reference)),
      ])
    }
    guard table.rowCount > 0 else { return [] }
    return [ChartLayer(.line, data: table, x: depthChannel, y: y, tooltip: [], style: .guide)]
  }
}
