import Checkpoints
import Randomness
import Spectra
import Tensors

/// Measures two matrices and their difference; a failure is a row as well.
struct DiffAnalysis: Sendable {
  /// How matrices of A are measured.
  let before: MatrixAnalysis
  /// How matrices of B and differences are measured.
  let after: MatrixAnalysis
  /// The `k` of overlaps, ascending.
  let ranks: [Int]

  /// The finished row of a task.
  func row(of task: DiffTask) -> DiffRow {
    let start = ContinuousClock.now
    var result = task.beginning
    do {
      switch task.pair {
      case .matrices(let a, let b)?: try measure(a, b, task.means, into: &result)
      case .elements(let old, let new)?: try measure(old, new, into: &result)
      case nil: return result
      }
      result.isMeasured = true
    } catch {
      result.row.status = .unreadable
      result.row.notes.append(CheckpointError(reading: error).message)
    }
    result.row.seconds = (ContinuousClock.now - start) / .seconds(1)
    return result
  }

  // MARK: Elements

  private func measure(_ old: Int, _ new: Int, into result: inout DiffRow) throws {
    let a = TensorMatrix(rowOf: before.reader.tensors[old])
    let b = TensorMatrix(rowOf: after.reader.tensors[new])
    let entries = try EntryStatistics(of: a)
    let change = try EntryStatistics(of: DifferenceBlocks(b, minus: a))
    if !change.isFinite {
      result.row.status = .nonfinite
      let sides = [("A", entries), ("B", try EntryStatistics(of: b))].filter { !$1.isFinite }
      for (side, entries) in sides.isEmpty ? [("Δ", change)] : sides {
        result.row.notes.append("\(side): \(Measurer.note(on: entries, columns: a.columns))")
      }
    }
    result.row.metrics = MetricValues(
      Self.changes(
        frobenius: (change.frobeniusNorm, entries.frobeniusNorm), largest: change.largest,
        isFinite: change.isFinite))
    Self.explain(&result.row)
  }

  /// Why the first thing to look at has no value.
  private static func explain(_ row: inout AuditRow) {
    if row.status != .nonfinite, case .undefined(let reason)? = row.metrics["delta_rel_fro"] {
      row.notes.append("delta_rel_fro: \(reason)")
    }
  }

  /// The columns that need no spectrum.
  private static func changes(
    frobenius: (change: Double, before: Double), largest: Double?, isFinite: Bool
  ) -> [String: MetricValue] {
    guard isFinite else {
      return ["delta_rel_fro": .undefined("nonfinite"), "delta_max_abs": .undefined("nonfinite")]
    }
    return [
      "delta_rel_fro": ratio(frobenius.change, frobenius.before),
      "delta_max_abs": largest.map { .number($0) } ?? .undefined("noEntries"),
    ]
  }

  /// A quotient; 0 for nothing of nothing.
  private static func ratio(_ change: Double, _ whole: Double) -> MetricValue {
    guard change > 0 else { return .number(0) }
    guard whole > 0 else { return .undefined("zeroMatrix") }
    let quotient = change / whole
    return quotient.isFinite ? .number(quotient) : .undefined("outOfRange")
  }

  // MARK: Matrices

  private func measure(
    _ a: PlannedMatrix, _ b: PlannedMatrix, _ means: MatrixAnalysis.Means,
    into result: inout DiffRow
  ) throws {
    let old = StoredSource(reader: before.reader, planned: a)
    let new = StoredSource(reader: after.reader, planned: b)
    let sources: [any MatrixSource] = [old, new, DifferenceSource(minuend: new, subtrahend: old)]
    let measured = try zip([(before, a), (after, b), (after, b)], sources).map { whose, source in
      try Measurer(analysis: whose.0, planned: whose.1, means: means, source: source).measured()
    }
    describe(measured, in: &result.row)
    let matrices = measured.map(\.matrix)
    let change = matrices[2]
    let isFinite = measured[2].status != .nonfinite
    var values = Self.changes(
      frobenius: (change.frobeniusNorm, matrices[0].frobeniusNorm),
      largest: change.entries?.largest, isFinite: isFinite)
    values["delta_rel_spectral"] = Self.spectral(measured)
    values["spectrum_w1"] = Self.spectrumDistance(measured[0], measured[1])
    let metrics = matrices.enumerated().map { place, matrix in
      after.selection.values(
        of: matrix,
        draws: .audit(.alpha, of: b.identity, seed: after.options.seed) / place)
    }
    for metric in after.selection.metrics {
      values["delta_\(metric.name)"] = metrics[2][metric.name]
      if metric.kind != .text {
        values["change_\(metric.name)"] =
          .difference(metrics[1][metric.name], metrics[0][metric.name])
      }
    }
    try compareSubspaces(old, new, measured, into: &values, notes: &result.row.notes)
    result.row.metrics = MetricValues(values)
    Self.explain(&result.row)
  }

  /// How the three measurements ended.
  private func describe(_ measured: [Measurement], in row: inout AuditRow) {
    row.status = measured.map(\.status).first { $0 != .ok } ?? .ok
    row.effectiveDtype = measured[1].effectiveType?.rawValue ?? row.dtype
    row.valuesBelowFloor = measured[2].valuesBelowFloor
    var drivers: [String] = []
    for driver in measured.map(\.driver) where !driver.isEmpty && !drivers.contains(driver) {
      drivers.append(driver)
    }
    row.driver = drivers.joined(separator: ", ")
    let isStored = measured[0].notes.isEmpty && measured[1].notes.isEmpty
    let sides = isStored ? ["A", "B", "Δ"] : ["A", "B"]
    for (side, measurement) in zip(sides, measured) {
      row.notes += measurement.notes.map { "\(side): \($0)" }
    }
  }

  private static func spectral(_ measured: [Measurement]) -> MetricValue {
    guard let change = measured[2].matrix.singularValues.first,
      let whole = measured[0].matrix.singularValues.first
    else { return .undefined(measured[2].missing) }
    return ratio(change, whole)
  }

  /// `(1/q) Σ |σ_i(A) − σ_i(B)| / σ_1(A)`; values that a product of lower rank lacks are 0.
  private static func spectrumDistance(_ a: Measurement, _ b: Measurement) -> MetricValue {
    guard a.status == .ok, b.status == .ok else {
      return .undefined(a.status == .ok ? b.missing : a.missing)
    }
    let (first, second) = (a.matrix.singularValues, b.matrix.singularValues)
    let q = max(first.count, second.count)
    let sum = (0..<q).reduce(0) { sum, i in
      sum + abs((i < first.count ? first[i] : 0) - (i < second.count ? second[i] : 0))
    }
    return ratio(sum / Double(max(1, q)), first.first ?? 0)
  }

  // MARK: Subspaces

  private func compareSubspaces(
    _ old: StoredSource, _ new: StoredSource, _ measured: [Measurement],
    into values: inout [String: MetricValue], notes: inout [String]
  ) throws {
    let shape = (rows: new.planned.rows, columns: new.planned.columns)
    var usable: [Int] = []
    for k in ranks {
      values["left_overlap_random@\(k)"] = .number(min(1, Double(k) / Double(max(1, shape.rows))))
      values["right_overlap_random@\(k)"] =
        .number(min(1, Double(k) / Double(max(1, shape.columns))))
      guard let reason = new.planned.withoutSubspace(k) ?? measured.prefix(2).firstReason(k) else {
        usable.append(k)
        continue
      }
      for name in ["left_overlap@\(k)", "right_overlap@\(k)", "max_angle@\(k)"] {
        values[name] = .undefined(reason)
      }
      notes.append("subspace@\(k): \(reason)")
    }
    guard let largest = usable.last else { return }
    let (a, b) = (try old.subspaces(largest), try new.subspaces(largest))
    for k in usable {
      let left = try SubspaceAngles(a.left, b.left, dimension: k)
      let right = try SubspaceAngles(a.right, b.right, dimension: k)
      values["left_overlap@\(k)"] = .number(left.overlap)
      values["right_overlap@\(k)"] = .number(right.overlap)
      values["max_angle@\(k)"] = .number(max(left.largest, right.largest))
    }
  }
}

extension StoredSource {
  fileprivate func subspaces(_ count: Int) throws -> LeadingSubspaces {
    if planned.isProduct { return try LeadingSubspaces(of: factors(), count: count) }
    return try LeadingSubspaces(of: blocks(0), count: count)
  }
}

extension PlannedMatrix {
  /// Why no subspace of dimension `k` belongs to the matrix; nil where one may.
  fileprivate func withoutSubspace(_ k: Int) -> String? {
    switch content {
    case .matrix, .product: k > min(rows, columns) ? "beyondRank" : nil
    case .pooled, .convolution: "severalMatrices"
    }
  }
}

extension Sequence<Measurement> {
  /// Why one of the matrices has no subspace of dimension `k`; nil where all have.
  fileprivate func firstReason(_ k: Int) -> String? {
    lazy.compactMap { $0.withoutSubspace(k) }.first
  }
}

extension Measurement {
  /// Why there are no singular values, or not all.
  fileprivate var missing: String {
    switch status {
    case .ok: "noSpectrum"
    case .topK: "topK"
    case .nonfinite: "nonfinite"
    case .empty: "empty"
    case .svdFailed: "svdFailed"
    case .unreadable: "unreadable"
    }
  }

  /// Why the leading subspace of dimension `k` is not defined: `σ_k` and `σ_{k+1}` are closer than
  /// rounding to the stored type can move them, or than the Gram matrix can tell apart.
  fileprivate func withoutSubspace(_ k: Int) -> String? {
    let values = matrix.singularValues
    guard let largest = values.first else { return missing }
    guard k <= values.count else { return matrix.isComplete ? "beyondRank" : "topK" }
    let next = k < values.count ? values[k] : 0
    let noise = max(matrix.storageFloor ?? 0, StreamedSpectrum.gramFloor * largest)
    return values[k - 1] - next > noise ? nil : "closeSingularValues"
  }
}

extension MetricValue {
  /// `after − before`; undefined for the reason of the first that is.
  fileprivate static func difference(_ after: MetricValue?, _ before: MetricValue?) -> MetricValue {
    switch (after, before) {
    case (.count(let a)?, .count(let b)?): return .count(a - b)
    case (.undefined(let reason)?, _), (_, .undefined(let reason)?): return .undefined(reason)
    default:
      guard let a = after?.double, let b = before?.double else { return .undefined("noValue") }
      return (a - b).isFinite ? .number(a - b) : .undefined("outOfRange")
    }
  }
}
