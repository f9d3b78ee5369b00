import Checkpoints
import Randomness
import Spectra
import Tensors

/// Measures one matrix after another; a failure is a row as well.
struct MatrixAnalysis: Sendable {
  /// What memory allows of a matrix; decided by its shape and the limit alone.
  struct Means: Hashable, Sendable {
    /// Whether only the largest singular values are sought.
    var isTopOnly = false
    /// Whether there is no room for permuted entries.
    var isWithoutNull = false
  }

  let reader: MatrixReader
  let options: AuditOptions
  let selection: MetricSelection
  /// Whether the singular values are wanted whatever the metrics are.
  let keepsSpectra: Bool

  /// Measures a matrix and evaluates its metrics.
  ///
  /// - Parameters:
  ///   - planned: The matrix.
  ///   - row: Its row, but for what is measured.
  ///   - means: What memory allows.
  /// - Returns: The row, and its singular values.
  func row(
    of planned: PlannedMatrix, beginning row: AuditRow, means: Means
  ) -> (row: AuditRow, singularValues: [Double]) {
    let start = ContinuousClock.now
    var row = row
    var values: [Double] = []
    do {
      let measurer = Measurer(
        analysis: self, planned: planned, means: means,
        source: StoredSource(reader: reader, planned: planned))
      var measured = try measurer.measured()
      if selection.needsSlices, measured.status == .ok {
        measured.matrix.slices = try measurer.sliceSpectra()
      }
      row.status = measured.status
      row.driver = measured.driver
      row.valuesBelowFloor = measured.valuesBelowFloor
      row.effectiveDtype = measured.effectiveType?.rawValue ?? row.dtype
      row.metrics = selection.values(
        of: measured.matrix, draws: .audit(.alpha, of: planned.identity, seed: options.seed))
      row.notes += measured.notes + selection.notes(on: row.metrics, of: measured.matrix)
      if measured.status == .ok {
        row.sketch = SpectrumSketch(measured.matrix, leavingOut: measured.valuesBelowFloor)
      }
      values = measured.matrix.singularValues
    } catch {
      row.status = .unreadable
      row.notes.append(CheckpointError(reading: error).message)
    }
    row.seconds = (ContinuousClock.now - start) / .seconds(1)
    return (row, values)
  }

  /// How singular values are found.
  var route: SpectrumRoute {
    switch options.route {
    case .automatic: .automatic
    case .gram: .gram
    case .direct: .direct
    }
  }
}

/// What was measured of one matrix.
struct Measurement {
  var matrix: MeasuredMatrix
  var status = AuditRow.Status.ok
  var notes: [String] = []
  var driver = ""
  var valuesBelowFloor = 0
  var effectiveType: ElementType?
}
