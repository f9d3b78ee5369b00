import Randomness
import Statistics
import Theory

/// One matrix and what several of its metrics share, computed when first asked for.
final class MetricContext {
  let matrix: MeasuredMatrix
  let settings: Settings
  /// Where draws of the bootstrap come from.
  let draws: SeedPath?

  /// The options that change values.
  struct Settings: Sendable {
    let tracyWidomProbability: Double
    let alphaMinimumTail: Int
    let alphaBootstrap: Int
  }

  init(_ matrix: MeasuredMatrix, _ settings: Settings, draws: SeedPath? = nil) {
    self.matrix = matrix
    self.settings = settings
    self.draws = draws
  }

  /// The number of singular values.
  var q: Int { matrix.singularValues.count }
  /// `σ₁`; 0 without singular values.
  var largest: Double { matrix.singularValues.first ?? 0 }

  private(set) lazy var sums = SpectrumSums(of: matrix.singularValues)

  /// The Marchenko-Pastur fit; nil where the values are not those of one dense matrix, or where
  /// there is no noise to measure.
  private(set) lazy var bulk: MarchenkoPasturFit? =
    isOneMatrix
    ? MarchenkoPasturFit(
      singularValues: matrix.singularValues, rows: matrix.rows, columns: matrix.columns,
      tracyWidomProbability: settings.tracyWidomProbability) : nil

  /// Whether there is one value per dimension of the smaller side, unlike for pooled slices,
  /// operators of convolutions and products of thin factors.
  var isOneMatrix: Bool { matrix.isComplete && q == matrix.shortSide }

  /// The fit of the tail of `λ / σ₁²`, which no scale of the matrix can over- or underflow.
  private(set) lazy var tail: PowerLawFit? = {
    let floor = matrix.storageFloor ?? 0
    let values = matrix.singularValues.lazy.filter { $0 > floor }
      .map { ($0 / self.largest) * ($0 / self.largest) }
    return PowerLawFit(of: Array(values), minimumTail: settings.alphaMinimumTail)
  }()

  private(set) lazy var weightWatcher = WeightWatcherSpectrum(matrix)

  /// The matrix with permuted entries, once per replicate.
  private(set) lazy var nulls: [MetricContext] = matrix.nulls.map { null in
    MetricContext(
      MeasuredMatrix(
        rows: matrix.rows, columns: matrix.columns, entries: nil,
        singularValues: null.singularValues, frobeniusNorm: matrix.frobeniusNorm,
        storageFloor: nil), settings)
  }
}
