public import Charts
import Statistics

extension AuditResult {
  /// The pictures of a report: metrics against depth, what factors would save, observed against
  /// shuffled entries, and spectra of a few rows.
  public var charts: [Chart] {
    let measured = rows.filter { $0.status == .ok }
    let overview = [
      measured.depthChart, measured.compressionChart(ranks: options.compressionRanks),
      measured.nullChart,
    ]
    let spectra = SpectrumCharts(of: measured)
    return (overview + [spectra.scree, spectra.bulks, spectra.tails]).compactMap(\.self)
  }
}

extension AuditRow {
  /// A metric as a number, as a share of `q = min(m, n)` if asked.
  func number(_ name: String, perSide isShare: Bool = false) -> Double? {
    metrics[name]?.double.map { isShare ? $0 / Double(max(1, min(rows, columns))) : $0 }
  }
}

extension [AuditRow] {
  /// The most points of a picture; of more rows an even choice is drawn.
  private static var mostPoints: Int { 1500 }

  // MARK: Depth

  /// Metrics by the number in the name, the median of each role and the range.
  fileprivate var depthChart: Chart? {
    let measures: [(title: String, metric: String, isShare: Bool)] = [
      ("effective rank, share of min(m, n)", "effective_rank", true),
      ("stable rank", "stable_rank", false),
      ("spikes above the bulk", "mp_num_spikes", false),
      ("alpha", "alpha", false),
    ]
    var table = DataTable()
    let groups = Dictionary(grouping: filter { $0.depthIndex != nil }) { $0.depthIndex ?? 0 }
    guard groups.count > 1 else { return nil }
    for measure in measures {
      for role in AuditRow.Role.allCases {
        for (depth, members) in groups.sorted(by: { $0.key < $1.key }) {
          let values = members.filter { $0.role == role }
            .compactMap { $0.number(measure.metric, perSide: measure.isShare) }
          guard let lowest = values.min(), let highest = values.max() else { continue }
          table.append([
            "measure": .label(measure.title), "role": .label(role.rawValue),
            "depth": .count(depth), "median": .number(quantile(0.5, of: values)),
            "lowest": .number(lowest), "highest": .number(highest),
            "matrices": .count(values.count),
          ])
        }
      }
    }
    guard table.rowCount > 0 else { return nil }
    let x = Channel.quantitative("depth", title: "first number in the name")
    let y = Channel.quantitative("median", title: "")
    let color = Channel.nominal("role")
    var lowest = y
    lowest.field = "lowest"
    return Chart(
      name: "depth", title: "Metrics against depth, by role",
      caption: "The depth of a matrix is the first number in its name. Lines join the medians of a "
        + "role; bars reach from the smallest to the largest of its matrices.",
      width: 300, height: 170, panels: .wrapped(by: "measure", columns: 2, y: .independent),
      layers: [
        ChartLayer(
          .rule, data: table, x: x, y: lowest, y2: "highest", color: color, tooltip: [],
          style: Style(width: 2, opacity: 0.3)),
        ChartLayer(.line, data: table, x: x, y: y, color: color, tooltip: []),
        ChartLayer(.point, data: table, x: x, y: y, color: color),
      ])
  }

  // MARK: Compression

  /// What two factors of rank k cost and lose, the median of each role.
  fileprivate func compressionChart(ranks: [Int]) -> Chart? {
    var table = DataTable()
    for role in AuditRow.Role.allCases {
      let members = filter { $0.role == role }
      for rank in ranks {
        let points = members.compactMap { row -> (size: Double, error: Double)? in
          guard let size = row.number("compress_ratio@\(rank)"),
            let error = row.number("rel_error@\(rank)"), size <= 1
          else { return nil }
          return (size, error)
        }
        guard !points.isEmpty else { continue }
        table.append([
          "role": .label(role.rawValue), "k": .count(rank),
          "size": .number(quantile(0.5, of: points.map(\.size))),
          "error": .number(quantile(0.5, of: points.map(\.error))),
          "matrices": .count(points.count),
        ])
      }
    }
    guard table.rowCount > 1 else { return nil }
    return .measurements(
      name: "compression", title: "What two factors of rank k cost and lose",
      caption: "Across: numbers in the factors as a share of those in the matrix, k(m + n)/mn. Up: "
        + "the error that is left, relative in the Frobenius norm. Medians of the matrices of a "
        + "role that rank k makes smaller.",
      data: table, x: .quantitative("size", title: "size", scale: .log10),
      y: .quantitative("error", title: "relative error", scale: .fromZero),
      color: .nominal("role"), width: 560, height: 260)
  }

  // MARK: Null

  /// The effective rank beside that of the same entries shuffled.
  fileprivate var nullChart: Chart? {
    let step = Swift.max(1, count / Self.mostPoints)
    let points = enumerated().filter { $0.offset % step == 0 }.compactMap { _, row in
      row.number("effective_rank", perSide: true).flatMap { observed in
        row.number("null_effective_rank", perSide: true).map { (row, observed, $0) }
      }
    }
    guard points.count > 1 else { return nil }
    var table = DataTable()
    for (row, observed, shuffled) in points {
      table.append([
        "tensor": .label(row.identity.label), "role": .label(row.role.rawValue),
        "shuffled": .number(shuffled), "observed": .number(observed),
      ])
    }
    return .agreement(
      name: "null", title: "Effective rank, observed and with shuffled entries",
      caption:
        "Both as shares of min(m, n). On the dashed line a matrix has no more structure than "
        + "its entries in random places; the farther below, the more of it lies in few directions.",
      data: table, published: .quantitative("shuffled", title: "entries shuffled"),
      measured: .quantitative("observed", title: "observed"), color: .nominal("role"))
  }
}

extension AuditRow.Identity {
  /// Name and part for people.
  package var label: String { part.isEmpty ? name : "\(name) \(part)" }
}
