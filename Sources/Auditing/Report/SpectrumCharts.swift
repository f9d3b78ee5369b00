import Charts
import Foundation
import Theory

/// Pictures of the spectra of a few rows that differ most from each other.
struct SpectrumCharts {
  private struct Shown {
    let row: AuditRow
    let sketch: SpectrumSketch
    let label: String

    /// How many singular values there are.
    var count: Double { Double(sketch.ranks.last ?? 1) }
  }

  private let shown: [Shown]

  /// Takes the extremes of rank, spikes, fit, tail and size among rows with a sketch.
  init(of rows: [AuditRow]) {
    let drawn = rows.filter { $0.sketch.map { ($0.values.first ?? 0) > 0 } ?? false }
    let measures: [(AuditRow) -> Double?] = [
      { -($0.number("effective_rank", perSide: true) ?? .infinity) },
      { $0.number("effective_rank", perSide: true) },
      { $0.number("mp_num_spikes", perSide: true) },
      { $0.number("mp_ks") },
      { $0.number("alpha").map { -$0 } },
      { Double($0.rows) * Double($0.columns) },
    ]
    var chosen: [AuditRow] = []
    for measure in measures {
      let best = drawn.filter { row in !chosen.contains { $0.identity == row.identity } }
        .max { (measure($0) ?? -.infinity) < (measure($1) ?? -.infinity) }
      if let best { chosen.append(best) }
    }
    let labels = ShortNames(chosen.map(\.identity.label)).fitting(34)
    shown = zip(chosen, labels).compactMap { row, label in
      row.sketch.map { Shown(row: row, sketch: $0, label: label) }
    }
  }

  // MARK: Singular values

  /// Singular values by rank, beside those of the shuffled entries.
  var scree: Chart? {
    guard !shown.isEmpty else { return nil }
    var table = DataTable()
    var null = DataTable()
    for item in shown {
      let largest = item.sketch.values[0]
      func append(_ values: [Double], to table: inout DataTable) {
        let points = zip(item.sketch.ranks, values).filter { $0.1 > 0 }
        guard !points.isEmpty else { return }
        table.append(
          ["tensor": .label(item.label)],
          columns: [
            "rank": points.map { Double($0.0) }, "value": points.map { $0.1 / largest },
          ])
      }
      append(item.sketch.values, to: &table)
      append(item.sketch.nullValues, to: &null)
    }
    let x = Channel.quantitative("rank", scale: .log10)
    let y = Channel.quantitative("value", title: "σ / σ₁", scale: .log10)
    let color = Channel.nominal("tensor")
    let shuffled =
      null.rowCount == 0
      ? []
      : [
        ChartLayer(
          .line, data: null, x: x, y: y, color: color, tooltip: [],
          style: Style(width: 1.25, opacity: 0.7, dash: [4, 4]))
      ]
    return Chart(
      name: "spectra", title: "Singular values",
      caption:
        "The matrices with the extremes of effective rank, spikes, distance from noise, tail "
        + "and size. Dashed: the same entries in random places."
        + " Where both run together there is nothing but noise.",
      width: 560, height: 300,
      layers: shuffled + [ChartLayer(.line, data: table, x: x, y: y, color: color)])
  }

  // MARK: Noise

  /// Histograms of the bulk with the law that was fitted, spikes marked.
  var bulks: Chart? {
    var bars = DataTable()
    var curve = DataTable()
    var spikes = DataTable()
    for item in shown {
      let (edges, counts) = (item.sketch.histogramEdges, item.sketch.histogramCounts)
      guard edges.count == counts.count + 1, edges.count > 2,
        let sigma = item.row.number("mp_sigma"), sigma > 0
      else { continue }
      let sides = (Double(item.row.rows), Double(item.row.columns))
      let law = MarchenkoPasturLaw(ratio: min(sides.0, sides.1) / max(sides.0, sides.1))
      let limit = 1.5 * law.edges.upperBound
      let bins = counts.indices.filter { edges[$0 + 1] <= limit }
      bars.append(
        ["tensor": .label(item.label)],
        columns: [
          "lower": bins.map { edges[$0] }, "upper": bins.map { edges[$0 + 1] },
          "density": bins.map { Double(counts[$0]) / item.count / (edges[$0 + 1] - edges[$0]) },
        ])
      let width = law.edges.upperBound - law.edges.lowerBound
      let places = (1..<100).map { law.edges.lowerBound + width * Double($0) / 100 }
      curve.append(
        ["tensor": .label(item.label)],
        columns: ["value": places, "density": places.map(law.density)])
      let unit = max(sides.0, sides.1) * sigma * sigma
      let number = Int(item.row.number("mp_num_spikes") ?? 0)
      let near = zip(item.sketch.ranks, item.sketch.values)
        .filter { $0.0 <= number }.map { $0.1 * $0.1 / unit }.filter { $0 <= limit }
      if !near.isEmpty {
        spikes.append(
          ["tensor": .label(item.label)],
          columns: ["value": near, "density": near.map { _ in 0 }])
      }
    }
    guard bars.rowCount > 0 else { return nil }
    let x = Channel.quantitative("value", title: "λ / (N mp_sigma²)")
    let y = Channel.quantitative("density", scale: .fromZero)
    var chart = Chart.histograms(
      name: "bulks", title: "Bulks and the Marchenko-Pastur law",
      caption: "Bars: eigenvalues λ = σ². Curve: pure noise of the fitted variance. Rings on the "
        + "axis: spikes, as far as they are near; mp_spikes lists all.",
      bars: bars, curve: curve, x: x, y: y,
      panels: .wrapped(by: "tensor", columns: 2, x: .independent, y: .independent), width: 270,
      height: 150)
    if spikes.rowCount > 0 {
      chart.layers.append(
        ChartLayer(.ring, data: spikes, x: x, y: y, style: Style(paint: .accent, size: 60)))
    }
    return chart
  }

  // MARK: Tails

  /// The share of eigenvalues above each, with the power law of the tail.
  var tails: Chart? {
    var table = DataTable()
    var fits = DataTable()
    for item in shown {
      guard let alpha = item.row.number("alpha"), let start = item.row.number("alpha_xmin"),
        let tail = item.row.number("alpha_n_tail"), start > 0
      else { continue }
      let points = zip(item.sketch.ranks, item.sketch.values).filter { $0.1 > 0 }
      guard let largest = points.first.map({ $0.1 * $0.1 }), largest > start else { continue }
      table.append(
        ["tensor": .label(item.label)],
        columns: [
          "value": points.map { $0.1 * $0.1 }, "share": points.map { Double($0.0) / item.count },
        ])
      let places = (0...24).map { start * pow(largest / start, Double($0) / 24) }
      fits.append(
        ["tensor": .label(item.label)],
        columns: [
          "value": places,
          "share": places.map { tail / item.count * pow($0 / start, 1 - alpha) },
        ])
    }
    guard table.rowCount > 0 else { return nil }
    let x = Channel.quantitative("value", title: "λ = σ²", scale: .log10)
    let y = Channel.quantitative("share", title: "share of values ≥ λ", scale: .log10)
    let color = Channel.nominal("tensor")
    return Chart(
      name: "tails", title: "Tails and power laws",
      caption:
        "The share of eigenvalues at least as large as each. Dashed: the power law of exponent "
        + "1 − alpha, from alpha_xmin on. A tail that bends away from it is none.",
      width: 560, height: 300,
      layers: [
        ChartLayer(.line, data: table, x: x, y: y, color: color),
        ChartLayer(
          .line, data: fits, x: x, y: y, color: color, tooltip: [],
          style: Style(paint: .foreground, width: 1.5, dash: [5, 4])),
      ])
  }
}
