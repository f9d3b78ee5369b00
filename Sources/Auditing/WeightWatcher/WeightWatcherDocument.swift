extension AuditDocuments {
  /// The table with the names and formulas of WeightWatcher, `weightwatcher.csv`.
  ///
  /// Two comments come first: that norms are squared, and the means of its summary.
  public func weightWatcher(into sink: @escaping Sink) throws {
    var text = TextBuffer(into: sink)
    let rows = result.rows.filter { row in
      WeightWatcher.hasRow(row)
        && WeightWatcher.metrics.contains { row.metrics[$0.name]?.double != nil }
    }
    text.write(
      "# names and formulas of WeightWatcher 0.7.7: norm, spectral_norm and their logarithms are of "
        + "squares; num_spikes, sigma_mp, mp_softrank, bulk_max are this program's mp_num_spikes, "
        + "mp_sigma, mp_soft_rank, mp_edge\r\n")
    text.write("# means: " + summary(of: rows) + "\r\n")
    text.list(Column.allCases.map(\.rawValue)) { $0.cell($1) }
    text.write("\r\n")
    for (id, row) in rows.enumerated() {
      text.list(Column.allCases) { text, column in column.write(of: row, id: id + 1, into: &text) }
      text.write("\r\n")
      try text.rest()
    }
    try text.flush()
  }

  private func summary(of rows: [AuditRow]) -> String {
    let columns: [Column] = [
      .logNorm, .alpha, .alphaWeighted, .logAlphaNorm, .logSpectralNorm, .stableRank, .mpSoftRank,
    ]
    return columns.map { column in
      let values = rows.compactMap { column.value(of: $0)?.double }
      let mean = values.isEmpty ? "" : "\(values.reduce(0, +) / Double(values.count))"
      return "\(column.rawValue)=\(mean)"
    }.joined(separator: " ")
  }
}

/// The columns, in WeightWatcher's order; those of a fit to noise last.
private enum Column: String, CaseIterable {
  case layerID = "layer_id"
  case name
  case distance = "D"
  case shortSide = "M"
  case longSide = "N"
  case aspect = "Q"
  case alpha
  case alphaWeighted = "alpha_weighted"
  case entropy
  case largest = "lambda_max"
  case layerType = "layer_type"
  case logAlphaNorm = "log_alpha_norm"
  case logNorm = "log_norm"
  case logSpectralNorm = "log_spectral_norm"
  case longName = "longname"
  case matrixRank = "matrix_rank"
  case norm
  case valueCount = "num_evals"
  case spikesOfFit = "num_pl_spikes"
  case rankLoss = "rank_loss"
  case rf, sigma
  case spectralNorm = "spectral_norm"
  case stableRank = "stable_rank"
  case largestValue = "sv_max"
  case smallestValue = "sv_min"
  case weakRankLoss = "weak_rank_loss"
  case xmax, xmin
  case spikes = "num_spikes"
  case noise = "sigma_mp"
  case mpSoftRank = "mp_softrank"
  case edge = "bulk_max"
  case nullDistance = "rand_distance"
  case softRank = "ww_softrank"
  case edgeDistance = "ww_maxdist"

  /// The stored value of a row; nil for the columns that say which row it is.
  func value(of row: AuditRow) -> MetricValue? {
    switch self {
    case .spikes: row.metrics["mp_num_spikes"]
    case .noise: row.metrics["mp_sigma"]
    case .mpSoftRank: row.metrics["mp_soft_rank"]
    case .edge: row.metrics["mp_edge"]
    default: row.metrics[WeightWatcher.prefix + rawValue]
    }
  }

  func write(of row: AuditRow, id: Int, into text: inout TextBuffer) {
    switch self {
    case .layerID: text.write(id)
    case .name: text.cell(row.identity.name.split(separator: ".").last.map(String.init) ?? "")
    case .longName:
      text.cell(
        [row.identity.name, row.identity.part].filter { !$0.isEmpty }.joined(separator: " "))
    case .layerType: text.write(WeightWatcher.isKernel(row) ? "conv2d" : "dense")
    default: text.cell(value(of: row))
    }
  }
}
