import Checkpoints
import Foundation
import Spectra
import Tensors

/// The metrics of one matrix of samples by features.
struct ActivationMeasurement {
  private let options: ActivationOptions
  /// Of the features, and of the kernel, which nobody stored.
  private let featureSelection, gramSelection: MetricSelection

  init(_ options: ActivationOptions) throws(AuditError) {
    self.options = options
    var wanted = AuditOptions()
    wanted.nullReplicates = 0
    wanted.metrics = [Metric.Group.rank.rawValue]
    featureSelection = try MetricSelection(wanted)
    wanted.metrics = featureSelection.metrics.map(\.name).filter {
      $0 != "rank@storage" && $0 != "storage_floor"
    }
    gramSelection = try MetricSelection(wanted)
  }

  /// The names of all metrics, in the order of the columns.
  var columns: [String] {
    gramSelection.metrics.map { Self.gram + $0.name }
      + featureSelection.metrics.map { Self.feature + $0.name } + [Self.paper]
  }

  private static let gram = "gram_"
  private static let feature = "feature_"
  private static let paper = "rankme_paper"

  func row(of matrix: ActivationAudit.StoredMatrix) throws -> ActivationResult.Matrix {
    let stored = matrix.blocks
    let dead = try stored.countZeroRows()
    var metrics: [String: MetricValue]
    var notes: [String] = []
    let entries = try EntryStatistics(of: stored)
    if entries.isFinite {
      let blocks: any MatrixBlocks =
        options.centering == .mean ? try CenteredBlocks(stored) : stored
      let spectrum = try spectrum(of: blocks, epsilon: matrix.tensor.elementType?.epsilon ?? 0)
      let features = measured(
        blocks, spectrum.entries, spectrum.singularValues,
        epsilon: matrix.tensor.elementType?.epsilon ?? 0)
      let raw =
        options.centering == .none
        ? spectrum.singularValues : try StreamedSpectrum(of: stored).singularValues
      metrics = [Self.paper: Self.rankOfPaper(raw)]
      add(featureSelection, features, Self.feature, to: &metrics, &notes)
      if options.kernel.isUndefinedAtZero, dead > 0 { notes.append("deadSamples") }
      if options.kernel.isUndefinedAtZero, dead == stored.rows {
        for metric in gramSelection.metrics {
          metrics[Self.gram + metric.name] = .undefined("deadSamples")
        }
      } else {
        let values = try kernelValues(stored, spectrum.singularValues)
        add(gramSelection, kernelMatrix(values), Self.gram, to: &metrics, &notes)
      }
    } else {
      metrics = Dictionary(uniqueKeysWithValues: columns.map { ($0, .undefined("nonfinite")) })
      notes.append("nonfinite: \(entries.notNumbers) NaN and \(entries.infinities) infinite")
    }
    return ActivationResult.Matrix(
      name: matrix.tensor.name, dtype: matrix.tensor.typeName, samples: stored.rows,
      features: stored.columns, identifiersDigest: matrix.identifiers.sha256, deadSamples: dead,
      metrics: metrics, notes: notes)
  }

  private func add(
    _ selection: MetricSelection, _ matrix: MeasuredMatrix, _ prefix: String,
    to metrics: inout [String: MetricValue], _ notes: inout [String]
  ) {
    let values = selection.values(of: matrix)
    for metric in selection.metrics { metrics[prefix + metric.name] = values[metric.name] }
    notes += selection.notes(on: values, of: matrix).map { prefix + $0 }
  }

  // MARK: Features

  private func spectrum(of blocks: any MatrixBlocks, epsilon: Double) throws -> StreamedSpectrum {
    try StreamedSpectrum(of: blocks) { entries, lower, upper in
      let features = measured(blocks, entries, upper, epsilon: epsilon)
      return featureSelection.isSensitive(features, lower: lower, upper: upper)
    }
  }

  private func measured(
    _ blocks: any MatrixBlocks, _ entries: EntryStatistics, _ values: [Double], epsilon: Double
  ) -> MeasuredMatrix {
    MeasuredMatrix(
      rows: blocks.rows, columns: blocks.columns, entries: entries, singularValues: values,
      frobeniusNorm: entries.frobeniusNorm,
      storageFloor: MeasuredMatrix.storageFloor(
        of: entries, epsilon: epsilon, largest: values.first ?? 0, rows: blocks.rows,
        columns: blocks.columns))
  }

  /// `exp(−Σ pₖ ln pₖ)`, `pₖ = σₖ/Σσ + 10⁻⁷`, of the features as they are.
  ///
  /// - Source: Garrido, Balestriero, Najman and LeCun, RankMe, ICML 2023, equation 2.
  private static func rankOfPaper(_ values: [Double]) -> MetricValue {
    let sum = values.reduce(0, +)
    guard sum > 0 else { return .undefined("zero") }
    return .number(
      exp(
        values.reduce(0) { total, value in
          let share = value / sum + 1e-7
          return total - share * log(share)
        }))
  }

  // MARK: Kernel

  /// The absolute eigenvalues of the kernel, descending: as many as samples that are in it.
  private func kernelValues(
    _ stored: some MatrixBlocks, _ singularValues: [Double]
  ) throws -> [Double] {
    if options.kernel == .linear {
      let squares = singularValues.map { $0 * $0 }
      return squares + Array(repeating: 0, count: stored.rows - squares.count)
    }
    var features = try Matrix(reading: stored)
    if options.kernel.isUndefinedAtZero { features = features.withoutZeroRows }
    if options.centering == .mean {
      return try symmetricEigenvalues(of: kernel(features).centered).map { abs($0) }.sorted(by: >)
    }
    let values: [Double]
    switch options.kernel {
    case .linear, .gaussian:
      values = try symmetricEigenvalues(of: kernel(features)).map { abs($0) }.sorted(by: >)
    case .cosine: values = try FeatureKernel.cosineSimilarity.spectrum(of: features).spectrum.values
    case .cosineDistance:
      values = try FeatureKernel.cosineDistance.spectrum(of: features).spectrum.values
    }
    return values + Array(repeating: 0, count: features.rows - values.count)
  }

  private func kernel(_ features: Matrix<Double>) -> Matrix<Double> {
    switch options.kernel {
    case .linear: FeatureKernel.linearGram.matrix(of: features).matrix
    case .cosine: FeatureKernel.cosineSimilarity.matrix(of: features).matrix
    case .cosineDistance: FeatureKernel.cosineDistance.matrix(of: features).matrix
    case .gaussian(let gamma):
      FeatureKernel.squaredL2.matrix(of: features).matrix.map { exp(-gamma * $0) }
    }
  }

  private func kernelMatrix(_ values: [Double]) -> MeasuredMatrix {
    let largest = values.first ?? 0
    let squares = largest > 0 ? values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } : 0
    return MeasuredMatrix(
      rows: values.count, columns: values.count, entries: nil, singularValues: values,
      frobeniusNorm: largest * squares.squareRoot(), storageFloor: nil)
  }
}

extension MatrixBlocks {
  /// The number of rows that are exactly zero, read a few megabytes at a time.
  fileprivate func countZeroRows() throws -> Int {
    let height = max(1, (1 << 21) / max(1, columns))
    var block = Matrix<Double>(rows: min(height, rows), columns: columns)
    var count = 0
    for start in stride(from: 0, to: rows, by: height) {
      let part = start..<min(start + height, rows)
      count += try block.withUnsafeMutableBufferPointer { buffer in
        try read(rows: part, columns: 0..<columns, into: buffer)
        return part.indices.count { row in
          let first = (row - start) * columns
          return buffer[first..<first + columns].allSatisfy { $0 == 0 }
        }
      }
    }
    return count
  }
}

extension Matrix<Double> {
  fileprivate init(reading blocks: some MatrixBlocks) throws {
    self.init(rows: blocks.rows, columns: blocks.columns)
    try withUnsafeMutableBufferPointer {
      try blocks.read(rows: 0..<blocks.rows, columns: 0..<blocks.columns, into: $0)
    }
  }

  fileprivate var withoutZeroRows: Matrix {
    let kept = rowNorms.enumerated().filter { $0.element != 0 }.map(\.offset)
    guard kept.count < rows else { return self }
    return Matrix(rows: kept.count, columns: columns, elements: kept.flatMap { row($0) })
  }

  /// `HKH`, `H = I − 11ᵀ/n`, of a symmetric matrix.
  fileprivate var centered: Matrix {
    let means = (0..<rows).map { row($0).reduce(0, +) / Double(rows) }
    let mean = means.reduce(0, +) / Double(rows)
    return Matrix(rows: rows, columns: rows) { target in
      withUnsafeBufferPointer { source in
        for i in 0..<rows {
          for j in 0..<rows {
            target[i * rows + j] = source[i * rows + j] - means[i] - means[j] + mean
          }
        }
      }
    }
  }
}
