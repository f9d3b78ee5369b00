public import Charts
import Foundation
import Recovery
import Tensors

extension RecoveryResult {
  /// The pictures: the error and the rank along the path, the singular values, and images if the rows
  /// are some.
  public var charts: [Chart] {
    [errorChart, rankChart, spectrumChart, tileChart].compactMap(\.self)
  }

  private static let weight = Channel.quantitative("weight", title: "weight μ", scale: .log10)

  // MARK: Along the path

  /// The held-out error with its standard error, and the chosen point.
  private var errorChart: Chart? {
    guard let choice, choice.errors.count > 1 else { return nil }
    var table = DataTable()
    for (place, error) in choice.errors.enumerated() {
      let rmse = error.squareRoot()
      table.append([
        "weight": .number(weights[place]), "rmse": .number(rmse),
        "error": .number(rmse > 0 ? choice.standardErrors[place] / (2 * rmse) : 0),
      ])
    }
    let isPositive = choice.errors.allSatisfy { $0 > 0 }
    let y = Channel.quantitative(
      "rmse", title: "held-out error (RMSE)", scale: isPositive ? .log10 : nil)
    let chart = Chart.measurements(
      name: "held-out-error", title: "Held-out error along the path",
      caption:
        "The error of the observations that cross-validation set aside, ± one standard error; "
        + "the ring is the chosen weight. To the right the matrix is shrunk too much, to the left "
        + "noise is fitted.",
      data: table, x: Self.weight, y: y, error: "error", width: 560, height: 260)
    let chosen = DataTable([
      "weight": .numbers([weights[choice.index]]),
      "rmse": .numbers([choice.heldOutRMSE]),
    ])
    var marked = chart
    marked.layers.append(
      ChartLayer(
        .ring, data: chosen, x: Self.weight, y: y,
        style: Style(paint: .series(1), width: 2, size: 180)))
    return marked
  }

  /// The rank of every point of every job, at the weight of all data.
  private var rankChart: Chart? {
    guard weights.count > 1 else { return nil }
    var table = DataTable()
    let groups: [(name: String, points: [RecoveryPoint])] = [
      ("folds, mean", points.filter { $0.job != "refit" }),
      ("all data", points.filter { $0.job == "refit" }),
    ]
    for (name, points) in groups {
      let places = Dictionary(grouping: points, by: \.path.index).sorted { $0.key < $1.key }
      for (place, points) in places {
        table.append([
          "path": .label(name), "weight": .number(weights[place]),
          "rank": .number(points.reduce(0) { $0 + Double($1.path.rank) } / Double(points.count)),
        ])
      }
    }
    return .measurements(
      name: "rank", title: "Rank along the path",
      caption:
        "How many singular values the solution has at each weight. A path is solved from the "
        + "right to the left, each point from the one before.",
      data: table, x: Self.weight, y: .quantitative("rank", scale: .fromZero),
      color: .nominal("path"), width: 560, height: 220)
  }

  private var spectrumChart: Chart? {
    let values = matrix.singularValues
    guard !values.isEmpty else { return nil }
    let table = DataTable([
      "index": .numbers(values.indices.map { Double($0 + 1) }), "value": .numbers(values),
    ])
    return .measurements(
      name: "singular-values", title: "Singular values of the recovered matrix",
      caption: "All \(values.count) that are not zero.", data: table,
      x: .quantitative("index", title: "index i"),
      y: .quantitative("value", title: "singular value", scale: .log10), width: 560, height: 220)
  }

  // MARK: Images

  /// Original, observed and recovered, for the rows that lack most.
  private var tileChart: Chart? {
    guard case .completion(let data) = run.input, case .image(let side) = data.rowForm,
      let training, let hidden
    else { return nil }
    let counts = hidden.countsByRow
    let shown = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(6).sorted()
    var known = [Bool](repeating: false, count: rows * columns)
    for (row, column, _) in training.entries { known[row * columns + column] = true }
    let original = data.entries.dense(missing: .nan)
    var table = DataTable()
    for row in shown {
      let forms: [(String, (Int) -> Double)] = [
        ("original", { original[row, $0] }),
        ("observed", { known[row * self.columns + $0] ? original[row, $0] : .nan }),
        ("recovered", { min(max(self.prediction(row, $0), 0), 1) }),
      ]
      for (name, value) in forms {
        let pixels = (0..<side * side).filter { value($0).isFinite }
        table.append(
          ["form": .label(name), "image": .label("image \(row)")],
          columns: [
            "left": pixels.map { Double($0 % side) }, "right": pixels.map { Double($0 % side + 1) },
            "top": pixels.map { Double(side - $0 / side) },
            "bottom": pixels.map { Double(side - $0 / side - 1) },
            "grey": pixels.map(value),
          ])
      }
    }
    let extent = Scale.linear(0...Double(side))
    return Chart(
      name: "images", title: "Original, observed, recovered",
      caption:
        "The images that lack most pixels. Every row of the matrix is one image; what is empty "
        + "in the middle row was hidden.",
      width: 96, height: 96, panels: .grid(row: "form", column: "image"),
      layers: [
        ChartLayer(
          .cell, data: table,
          x: Channel("left", title: "", scale: extent, ticks: []), x2: "right",
          y: Channel("bottom", title: "", scale: extent, ticks: []), y2: "top",
          color: .quantitative("grey", scale: .linear(0...1)), tooltip: [])
      ])
  }
}
