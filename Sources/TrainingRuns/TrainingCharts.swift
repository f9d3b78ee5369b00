public import Charts
import Foundation
import Statistics

extension TrainingResult {
  /// The pictures: singular values, losses and entropies over the steps.
  ///
  /// Steps are shown as `step + 1`, since a logarithmic axis has no zero. What a fleet does is shown
  /// as the median over its networks, with the quartiles as a band.
  public var charts: [Chart] {
    let spectra = log.contains { !$0.spectra.isEmpty }
    return (spectra ? [trajectories] : []) + [lossChart] + (spectra ? [entropyChart] : [])
  }

  private static let step = Channel.quantitative("step", title: "step + 1", scale: .log10)

  private var medianNote: String {
    networks.count > 1 ? " Median of \(networks.count) networks." : ""
  }

  private var bandNote: String { networks.count > 1 ? " The band holds half of them." : "" }

  // MARK: Singular values

  /// At most nine matrices: the first, the last, and others at equal distances.
  private var shownMatrices: [String] {
    let names = Set(log.flatMap(\.spectra.keys))
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    guard names.count > 9 else { return names }
    return (0..<9).map { names[$0 * (names.count - 1) / 8] }
  }

  private var trajectories: Chart {
    let matrices = shownMatrices
    var table = DataTable()
    for name in matrices {
      for entry in log where entry.network == 0 {
        guard let values = entry.spectra[name]?.singularValues else { continue }
        // Below the rounding of the largest value there is only noise.
        let floor = (values.first ?? 0) * (precision == .float32 ? 1e-7 : 1e-15)
        for (index, value) in values.enumerated() {
          table.append([
            "matrix": .label(name), "index": .count(index + 1), "step": .count(entry.step + 1),
            "value": .number(value > floor ? value : .nan),
          ])
        }
      }
    }
    let layer = ChartLayer(
      .line, data: table, x: Self.step,
      y: .quantitative("value", title: "singular value", scale: .log10),
      color: .quantitative("index", title: "index i"), series: "index", style: Style(width: 1.25))
    let isOne = matrices.count == 1
    return Chart(
      name: "singular-values", title: "Singular values over the training",
      subtitle: networks.count > 1 ? "the first of \(networks.count) networks" : "",
      caption: "Each line is one singular value, dark for the largest; a line that falls while "
        + "others stay is a direction that the training gives up.",
      width: isOne ? 560 : 230, height: isOne ? 340 : 170,
      panels: isOne ? nil : .wrapped(by: "matrix", columns: 3), layers: [layer])
  }

  // MARK: Curves

  private var lossChart: Chart {
    var table = DataTable()
    for (step, losses) in quartiles({ $0.loss }) {
      table.append(
        ["step": .count(step + 1)],
        columns: ["low": [losses.low], "loss": [losses.middle], "high": [losses.high]])
    }
    return Chart(
      name: "loss", title: "Loss",
      caption: "The loss on the rows that each step sees.\(medianNote)\(bandNote)",
      width: 560, height: 240,
      layers: curve(table, Channel.quantitative("loss", title: "loss", scale: .log10)))
  }

  private var entropyChart: Chart {
    let matrices = shownMatrices
    var table = DataTable()
    for name in matrices {
      for (step, values) in quartiles({ $0.spectra[name]?.spectralEntropy }) {
        table.append(
          ["matrix": .label(name), "step": .count(step + 1)],
          columns: ["low": [values.low], "entropy": [values.middle], "high": [values.high]])
      }
    }
    let y = Channel.quantitative("entropy", title: "spectral entropy (nats)")
    let isOne = matrices.count == 1
    return Chart(
      name: "spectral-entropy", title: "Spectral entropy",
      caption: "Low where few singular values carry the matrix.\(medianNote)"
        + (isOne ? bandNote : ""), width: 560,
      height: 240,
      layers: isOne
        ? curve(table, y)
        : [ChartLayer(.line, data: table, x: Self.step, y: y, color: .ordinal("matrix"))])
  }

  /// A line, and for fleets a band behind it.
  private func curve(_ table: DataTable, _ y: Channel) -> [ChartLayer] {
    var low = y
    low.field = "low"
    let band = ChartLayer(.area, data: table, x: Self.step, y: low, y2: "high", tooltip: [])
    return (networks.count > 1 ? [band] : []) + [ChartLayer(.line, data: table, x: Self.step, y: y)]
  }

  /// Quartiles over the networks that have a value, step by step.
  private func quartiles(
    _ value: (LogEntry) -> Double?
  ) -> [(step: Int, (low: Double, middle: Double, high: Double))] {
    var values: [Int: [Double]] = [:]
    for entry in log {
      if let number = value(entry), number > 0 { values[entry.step, default: []].append(number) }
    }
    return values.sorted { $0.key < $1.key }.map { step, numbers in
      (
        step,
        (quantile(0.25, of: numbers), quantile(0.5, of: numbers), quantile(0.75, of: numbers))
      )
    }
  }
}
