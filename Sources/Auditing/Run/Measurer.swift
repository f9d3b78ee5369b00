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

  private var wantsValues: Bool { analysis.selection.needsSpectrum || analysis.keepsSpectra }

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

  private func finished(
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
      analysis.selection.isSensitive(measured(entries, upper), lower: lower, upper: upper)
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

  // MARK: - Convolutions and products

  private func convolution(
    _ layout: MatrixLayout, kernel: Grid, grid: Grid
  ) throws -> Measurement {
    let blocks = try source.blocks(0)
    let entries = try EntryStatistics(of: blocks)
    var result = Measurement(matrix: measured(entries, []))
    guard entries.isFinite, wantsValues else { return finished(result, entries, [], [], []) }
    do {
      let values = try convolutionOperatorSpectrum(
        kernel: try blocks.allElements(),
        shape: ConvolutionShape(
          outputs: layout.rowCount, inputs: layout.columnCount / kernel.count,
          height: kernel.height, width: kernel.width),
        grid: (height: grid.height, width: grid.width))
      result.driver = SpectrumDriver.frequency.rawValue
      result.effectiveType = effectiveType(of: entries)
      result.matrix = MeasuredMatrix(
        rows: planned.rows, columns: planned.columns, entries: entries, singularValues: values,
        frobeniusNorm: Double(grid.count).squareRoot() * entries.frobeniusNorm, storageFloor: nil)
    } catch let error as DecompositionError {
      result.status = .svdFailed
      result.notes.append("\(error)")
    }
    return result
  }

  private func product() throws -> Measurement {
    let factors = try source.factors()
    let statistics = try factors.both.map { try EntryStatistics(of: $0) }
    var result = Measurement(matrix: product([]))
    if let place = statistics.firstIndex(where: { !$0.isFinite }) {
      result.status = .nonfinite
      result.notes.append(
        "factor \(place == 0 ? "B" : "A") "
          + Self.note(on: statistics[place], columns: factors.both[place].columns))
      return result
    }
    guard wantsValues else { return result }
    do {
      let values = try productSpectrum(
        left: try Matrix(reading: factors.left), right: try Matrix(reading: factors.right),
        scale: factors.scale)
      result.driver = SpectrumDriver.lowRankProduct.rawValue
      result.matrix = product(values)
    } catch let error as DecompositionError {
      result.status = .svdFailed
      result.notes.append("\(error)")
    }
    return result
  }

  private func product(_ values: [Double]) -> MeasuredMatrix {
    let largest = values.first ?? 0
    let squares = largest > 0 ? values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } : 0
    return MeasuredMatrix(
      rows: planned.rows, columns: planned.columns, entries: nil, singularValues: values,
      isComplete: !values.isEmpty, frobeniusNorm: largest * squares.squareRoot(),
      storageFloor: nil)
  }

  // MARK: - Shared

  private func measured(
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
  private func effectiveType(of entries: EntryStatistics) -> ElementType? {
    let stored = source.storedType
    guard stored == .float32 || stored == .float64, entries.count > 0, entries.isFinite else {
      return stored
    }
    return entries.fitsBFloat16 ? .bfloat16 : entries.fitsFloat16 ? .float16 : stored
  }

  private static func note(on entries: EntryStatistics, columns: Int) -> String {
    let counts = "nonfinite: \(entries.notNumbers) NaN, \(entries.infinities) infinite"
    guard let first = entries.firstNonFinite, columns > 0 else { return counts }
    return counts + ", first at row \(first / columns), column \(first % columns)"
  }
}

extension EntryStatistics {
  /// The statistics of two matrices together; the norms of rows and columns are the larger ones.
  fileprivate init(_ first: EntryStatistics?, _ second: EntryStatistics) {
    self = second
    guard let first else { return }
    let finite = [first, second].map { Double($0.count - $0.notNumbers - $0.infinities) }
    let all = finite[0] + finite[1]
    count = first.count + second.count
    zeros = first.zeros + second.zeros
    notNumbers = first.notNumbers + second.notNumbers
    infinities = first.infinities + second.infinities
    firstNonFinite = first.firstNonFinite ?? second.firstNonFinite
    largest = max(first.largest, second.largest)
    meanMagnitude =
      all == 0
      ? 0 : first.meanMagnitude * (finite[0] / all) + second.meanMagnitude * (finite[1] / all)
    let scale = max(first.frobeniusNorm, second.frobeniusNorm)
    let parts = [first, second].map { scale > 0 ? $0.frobeniusNorm / scale : 0 }
    frobeniusNorm = scale * (parts[0] * parts[0] + parts[1] * parts[1]).squareRoot()
    largestRowNorm = max(first.largestRowNorm, second.largestRowNorm)
    largestColumnNorm = max(first.largestColumnNorm, second.largestColumnNorm)
    fitsBFloat16 = first.fitsBFloat16 && second.fitsBFloat16
    fitsFloat16 = first.fitsFloat16 && second.fitsFloat16
  }
}
