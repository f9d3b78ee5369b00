public import Randomness
public import Runs
import Spectra
import Tensors

/// The landscape of the effective rank: around the same linear map, a two-layer parameterisation has
/// more volume of low rank than a one-layer one.
///
/// - Source: Huh et al., earlier version, figure 14.
/// - Cost: a few seconds on two cores.
public struct RankLandscape: Experiment {
  /// The resolved parameters.
  public let settings: RankLandscapeSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// One draw of weights and directions.
  public struct Trial: Codable, Hashable, Sendable {
    /// The width `n`.
    public let width: Int
    /// The number of the draw.
    public let draw: Int
  }

  /// Both landscapes of a draw.
  public struct Outcome: Codable, Sendable {
    let summaries: LandscapePair<LandscapeSummary>
    /// The surfaces themselves, for the first draw of each width.
    let surfaces: LandscapePair<[Double]>?
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: RankLandscapeSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    trials = settings.widths.flatMap { width in
      (0..<settings.draws).map { Trial(width: width, draw: $0) }
    }
  }

  /// The root of every draw of a trial, named by the trial's parameters.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / "n-\(trial.width)" / "draw-\(trial.draw)"
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    Double(trial.width * trial.width * trial.width + 100)
  }

  /// `f(alpha, beta) = rho(W + alpha u + beta v)` for one layer and
  /// `rho((W2 + alpha u2 + beta v2)(W1 + alpha u1 + beta v1))` for two, with `W = W2 W1`.
  public func outcome(of trial: Trial) throws -> Outcome {
    let n = trial.width
    var stream = RandomStream(seedPath(of: trial))
    func draw() -> Matrix<Double> {
      let deviation = 1 / Double(n).squareRoot()
      return Matrix(
        rows: n, columns: n, from: .normal(mean: 0, standardDeviation: deviation), using: &stream)
    }
    let (first, second) = (draw(), draw())
    let (u, v) = (draw(), draw())
    let (u1, u2, v1, v2) = (draw(), draw(), draw(), draw())
    let product = second.times(first)

    var single: [Double] = []
    var twoLayer: [Double] = []
    let coordinates = settings.grid.coordinates
    for start in stride(from: 0, to: coordinates.count, by: Self.chunkSize) {
      let chunk = coordinates[start..<min(start + Self.chunkSize, coordinates.count)]
      func moved(
        _ origin: Matrix<Double>, _ u: Matrix<Double>, _ v: Matrix<Double>
      ) -> MatrixBatch<Double> {
        origin.moved(along: u, v, by: chunk)
      }
      single += try entropies(moved(product, u, v))
      twoLayer += try entropies(moved(second, u2, v2).times(moved(first, u1, v1)))
    }
    let threshold = twoLayer[settings.grid.origin]
    return Outcome(
      summaries: LandscapePair(
        single: LandscapeSummary(single, threshold: threshold),
        twoLayer: LandscapeSummary(twoLayer, threshold: threshold)),
      surfaces: trial.draw == 0 ? LandscapePair(single: single, twoLayer: twoLayer) : nil)
  }

  /// Points whose matrices stay in the second-level cache together.
  private static let chunkSize = 64

  private func entropies(_ batch: MatrixBatch<Double>) throws -> [Double] {
    let spectra = try singularValues(ofEach: batch)
    return (0..<spectra.rows).map { row in
      RankMeasures.spectralEntropy((0..<spectra.columns).map { spectra[row, $0] })
    }
  }
}

extension Matrix<Double> {
  /// `self + alpha u + beta v` for each point.
  func moved(
    along u: Matrix, _ v: Matrix, by points: some Collection<(alpha: Double, beta: Double)>
  ) -> MatrixBatch<Double> {
    var batch = MatrixBatch<Double>(count: points.count, rows: rows, columns: columns)
    let size = rows * columns
    withUnsafeBufferPointer { origin in
      u.withUnsafeBufferPointer { u in
        v.withUnsafeBufferPointer { v in
          batch.withUnsafeMutableBufferPointer { target in
            for (index, point) in points.enumerated() {
              for k in 0..<size {
                target[index * size + k] = origin[k] + point.alpha * u[k] + point.beta * v[k]
              }
            }
          }
        }
      }
    }
    return batch
  }
}

/// The parameters of ``RankLandscape``.
public struct RankLandscapeSettings: ExperimentSettings {
  var draws: Int
  var points: Int
  var widths = [2, 16, 32]

  /// The defaults of a preset.
  public init(preset: Preset) {
    (draws, points) =
      switch preset {
      case .smoke: (6, 11)
      case .quick: (50, 41)
      case .paper: (200, 41)
      }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<RankLandscapeSettings>] = [
    .integer("draws", "draws of weights and directions", \.draws, in: 2...100_000),
    .integer("points", "grid points per axis (odd)", \.points, in: 3...401),
    .integers("widths", "sizes n of the matrices", \.widths, in: 2...96),
  ]

  /// The grid; an even number of points is raised by one so that the origin belongs to it.
  var grid: LandscapeGrid { LandscapeGrid(points: points | 1) }
}
