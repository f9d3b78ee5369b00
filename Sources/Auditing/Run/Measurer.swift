import Checkpoints
import Randomness
import Spectra
import Tensors

/// The measurement of one planned matrix (specification of the audit, sections 3.2, 3.6, 5).
struct Measurer {
  let analysis: MatrixAnalysis
  let planned: PlannedMatrix
  let means: MatrixAnalysis.Means
  let source: any MatrixSource

  var wantsValues: Bool { analysis.selection.needsSpectrum || analysis.keepsSpectra }

  /// Measures the matrix.
  ///
  /// - Throws: What prevented reading.
  func measured() throws -> Measurement {
    switch planned.content {
    case _ where planned.isEmpty: return empty
    case .matrix: return try matrices(1)
    case .pooled(let layouts): return try matrices(layouts.count)
    case .convolution(let layout, let kernel, let grid):
      return try convolution(layout, kernel: kernel, grid: grid)
    case .product: return try product()
    }
  }

  private var empty: Measurement {
    Measurement(matrix: measured(EntryStatistics(), []), status: .empty)
  }

  // MARK: - Matrices

  /// One matrix, or several whose singular values are taken together.
  private func matrices(_ count: Int) throws -> Measurement {
    var entries: EntryStatistics?
    var values: [Double] = []
    var nulls = Array(repeating: [Double](), count: replicates)
    var result = Measurement(matrix: measured(EntryStatistics(), []))
    var drivers: [SpectrumDriver] = []
    for place in 0..<count {
      let blocks = try source.blocks(place)
      guard wantsValues else {
        entries = EntryStatistics(entries, try EntryStatistics(of: blocks))
        continue
      }
      do {
        let spectrum = try spectrum(of: blocks)
        entries = EntryStatistics(entries, spectrum.entries)
        guard let driver = spectrum.driver else { continue }
        values += spectrum.singularValues
        result.valuesBelowFloor += spectrum.valuesBelowFloor
        if !drivers.contains(driver) { drivers.append(driver) }
        if !spectrum.isComplete { result.status = .topK }
        if let residual = spectrum.residual { result.notes.append("residual: \(residual)") }
        for replicate in nulls.indices where spectrum.isComplete {
          nulls[replicate] += try null(
            of: blocks, spectrum.entries, replicate: replicate, place: place)
        }
      } catch let error as DecompositionError {
        entries = EntryStatistics(entries, try EntryStatistics(of: blocks))
        result.status = .svdFailed
        result.notes.append("\(error)")
      }
    }
    return finished(result, entries ?? EntryStatistics(), values, nulls, drivers)
  }

  func finished(
    _ measurement: Measurement, _ entries: EntryStatistics, _ values: [Double],
    _ nulls: [[Double]], _ drivers: [SpectrumDriver]
  ) -> Measurement {
    var result = measurement
    result.effectiveType = effectiveType(of: entries)
    result.driver = drivers.map { $0 == .subspace ? "\($0.rawValue) 64" : $0.rawValue }
      .joined(separator: ", ")
    if !entries.isFinite {
      result.status = .nonfinite
      result.notes.append(Self.note(on: entries, columns: planned.columns))
    }
    guard result.status == .ok || result.status == .topK else {
      result.matrix = measured(entries, [])
      return result
    }
    if result.status == .topK { result.notes.append("topK") }
    if means.isWithoutNull, planned.hasNull, result.status == .ok {
      result.notes.append("null: notEnoughMemory")
    }
    let isComplete = wantsValues && result.status == .ok
    result.matrix = measured(
      entries, values.sorted(by: >), isComplete: isComplete,
      nulls: isComplete ? nulls.map { NullSpectrum(singularValues: $0.sorted(by: >)) } : [])
    return result
  }

  private func spectrum(of blocks: any MatrixBlocks) throws -> StreamedSpectrum {
    try StreamedSpectrum(
      of: blocks, route: analysis.route, memory: means.isTopOnly ? 0 : .max
    ) { entries, lower, upper in
      // Values that are kept for the user hold no rounding noise: those are 0 in the lower list.
      analysis.keepsSpectra && lower.last == 0
        || analysis.selection.isSensitive(measured(entries, upper), lower: lower, upper: upper)
    }
  }

  // MARK: - Null

  private var replicates: Int {
    means.isTopOnly || means.isWithoutNull || !planned.hasNull
      ? 0 : analysis.selection.nullReplicates
  }

  /// The singular values of a matrix with permuted entries.
  private func null(
    of blocks: any MatrixBlocks, _ entries: EntryStatistics, replicate: Int, place: Int
  ) throws -> [Double] {
    var path =
      SeedPath.audit(.null, of: planned.identity, seed: analysis.options.seed) / replicate
    if case .pooled = planned.content { path = path / place }
    let permuted = try PermutationNull.matrix(
      permuting: blocks, precision: planned.nullPrecision, path: path)
    let observed = measured(entries, [])
    return try StreamedSpectrum(
      of: permuted, route: analysis.route, knowing: entries
    ) { _, lower, upper in
      analysis.selection.isSensitive(nullOf: observed, lower: lower, upper: upper)
    }.singularValues
  }

  // MARK: - Shared

  func measured(
    _ entries: EntryStatistics, _ values: [Double], isComplete: Bool = true,
    nulls: [NullSpectrum] = []
  ) -> MeasuredMatrix {
    let floor = MeasuredMatrix.storageFloor(
      of: entries, epsilon: effectiveType(of: entries)?.epsilon ?? 0, largest: values.max() ?? 0,
      rows: planned.rows, columns: planned.columns)
    return MeasuredMatrix(
      rows: planned.rows, columns: planned.columns, entries: entries, singularValues: values,
      isComplete: isComplete && !values.isEmpty, frobeniusNorm: entries.frobeniusNorm,
      storageFloor: floor, nulls: nulls)
  }

  /// A smaller type that holds every element of a wider one exactly, or the stored type.
  func effectiveType(of entries: EntryStatistics) -> ElementType? {
    let stored = source.storedType
    guard stored == .float32 || stored == .float64, entries.count > 0, entries.isFinite else {
      return stored
    }
    return entries.fitsBFloat16 ? .bfloat16 : entries.fitsFloat16 ? .float16 : stored
  }

  static func note(on entries: EntryStatistics, columns: Int) -> String {
    let counts = "nonfinite: \(entries.notNumbers) NaN, \(entries.infinities) infinite"
    guard let first = entries.firstNonFinite, columns > 0 else { return counts }
    return counts + ", first at row \(first / columns), column \(first % columns)"
  }
}
