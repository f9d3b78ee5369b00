import Charts
import Foundation
import Reporting
import Theory

extension CostPath {
  /// Writes `path.csv`, `charts/` and `report.html`, each in one step.
  ///
  /// - Returns: The path of the page.
  /// - Throws: `UnusableInput` or `RenderingError` for a folder that cannot be written.
  func write(into folder: String, console: Console) throws -> String {
    let file = "\(folder)/path.csv"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(data.csv.utf8).write(to: URL(filePath: file), options: .atomic)
    } catch {
      let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
      throw UnusableInput(
        "\(file) cannot be written (\(reason)); make room or choose another folder with --out.")
    }
    console.message("drawing \(charts.count) charts")
    let rendering = Rendering(of: charts)
    for problem in rendering.problems { console.warning(problem.message) }
    let page = ChartPage(
      subject: "representation cost", title: "What a ResNet pays for \(spectrum.source)",
      headline: "Between nuclear norm \(spectrum.nuclearNorm.formatted(significantDigits: 6)) and "
        + "rank \(spectrum.rank)",
      detail: network.headline, charts: charts, facts: [.init(title: "Matrix", rows: facts)])
    return try page.write(to: folder, rendering: rendering)
  }

  /// One row per `λ`.
  private var data: DataTable {
    func column(_ value: KeyPath<Point, Double>) -> DataTable.Column {
      .numbers(points.map { $0[keyPath: value] })
    }
    return DataTable([
      "lambda": column(\.lambda),
      "depth_1_cost": column(\.depth1.cost),
      "depth_1_embedding_part": column(\.depth1.embeddingPart),
      "depth_1_residual_part": column(\.depth1.residualPart),
      "depth_1_soft_rank": column(\.depth1.softRank),
      "depth_2_cost": column(\.depth2.cost),
      "depth_2_embedding_part": column(\.depth2.embeddingPart),
      "depth_2_residual_part": column(\.depth2.residualPart),
      "depth_2_soft_rank": column(\.depth2.softRank),
    ])
  }

  private var facts: [(name: String, value: String)] {
    var rows: [(name: String, value: String)] = []
    if let shape = spectrum.shape {
      rows.append(("shape", shape.map(String.init).joined(separator: " × ")))
    }
    let values = spectrum.values.prefix(12).map { $0.formatted(significantDigits: 6) }
    rows += [
      ("rank", "\(spectrum.rank)"),
      ("nuclear norm", spectrum.nuclearNorm.formatted(significantDigits: 10)),
      (
        "singular values",
        values.joined(separator: ", ") + (spectrum.values.count > values.count ? ", …" : "")
      ),
      ("counted as 0", "up to \(spectrum.zeroTolerance.formatted(significantDigits: 3))"),
      ("blocks", "L = \(network.depth)"),
      ("constants", network.constants.headline),
    ]
    return rows
  }

  // MARK: Pictures

  private var charts: [Chart] { [costChart, softRankChart] }

  private static let lambda = Channel.quantitative("lambda", title: "λ", scale: .log10)

  private var costChart: Chart {
    var table = DataTable()
    for (block, cost) in [(BlockKind.depth1, \Point.depth1.cost), (.depth2, \.depth2.cost)] {
      table.append(
        ["blocks": .label(block.rawValue)],
        columns: [
          "lambda": points.map(\.lambda), "share": points.map { $0[keyPath: cost] / nuclearLimit },
        ])
    }
    return Chart.curves(
      name: "cost", title: "Cost over the nuclear norm", subtitle: network.headline,
      caption: "At 1 the network pays the nuclear norm (times 2a); depth-2 blocks do so exactly "
        + "once λ is above the largest singular value (with a = b). To the left large singular "
        + "values become cheap.",
      data: table, x: Self.lambda,
      y: .quantitative("share", title: "cost / (2a nuclear norm)", scale: .fromZero),
      color: .nominal("blocks"), width: 560, height: 280)
  }

  private var softRankChart: Chart {
    let lambdas = points.map(\.lambda)
    let table = DataTable([
      "lambda": .numbers(lambdas), "soft rank": .numbers(points.map(\.depth2.softRank)),
    ])
    let ends = [lambdas.first ?? 1, lambdas.last ?? 1]
    let rank = DataTable([
      "lambda": .numbers(ends), "soft rank": .numbers(ends.map { _ in Double(spectrum.rank) }),
    ])
    let y = Channel.quantitative("soft rank", title: "soft rank, depth-2", scale: .fromZero)
    return Chart(
      name: "soft-rank", title: "Soft rank of depth-2 blocks", subtitle: network.headline,
      caption: network.depth == .infinite
        ? "How many singular values are above λ, each counted up to 1: the rank (dashed) at the left "
          + "end."
        : "With a fixed number of blocks the soft rank passes the rank (dashed) as λ falls: the cost "
          + "tends to a Schatten quasi-norm.",
      width: 560, height: 280,
      layers: [
        ChartLayer(.line, data: rank, x: Self.lambda, y: y, tooltip: [], style: .guide),
        ChartLayer(.line, data: table, x: Self.lambda, y: y),
      ])
  }
}
