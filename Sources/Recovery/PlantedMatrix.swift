public import Randomness
import Spectra
import Tensors

/// A random matrix of known rank or spectrum, to be recovered from observations of it.
///
/// Every draw has a path of its own below the caller's seed, so the truth, the places and the noise do
/// not depend on each other.
public struct PlantedMatrix: Hashable, Sendable {
  /// What is known of the singular values.
  public enum Spectrum: Hashable, Sendable {
    /// `G Hᵀ` with standard normal factors of this many columns.
    case gaussianFactors(rank: Int)
    /// These singular values, positive and descending, between orthonormal factors drawn uniformly.
    case singularValues([Double])

    /// The rank.
    public var rank: Int {
      switch self {
      case .gaussianFactors(let rank): rank
      case .singularValues(let values): values.count
      }
    }
  }

  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// What is known of the singular values.
  public let spectrum: Spectrum
  /// The standard deviation of the independent normal noise in every observed number.
  public let noise: Double

  /// A planted matrix.
  ///
  /// - Throws: ``RecoveryError``: `emptyShape`; `invalidValue` for a rank outside
  ///   `1...min(rows, columns)`, singular values that are not positive, finite and descending, or
  ///   noise that is negative or not finite.
  public init(
    rows: Int, columns: Int, spectrum: Spectrum, noise: Double
  ) throws(RecoveryError) {
    guard rows > 0, columns > 0 else {
      throw RecoveryError(
        .emptyShape,
        "A planted matrix of \(rows) × \(columns) is empty: both sizes must be at least 1.")
    }
    guard spectrum.rank >= 1, spectrum.rank <= min(rows, columns) else {
      throw RecoveryError(
        .invalidValue,
        "A planted rank of \(spectrum.rank) does not fit \(rows) × \(columns): choose from 1 to "
          + "\(min(rows, columns)).")
    }
    if case .singularValues(let values) = spectrum {
      guard values.allSatisfy({ $0 > 0 && $0.isFinite }),
        zip(values, values.dropFirst()).allSatisfy(>=)
      else {
        throw RecoveryError(
          .invalidValue,
          "Planted singular values must be positive, finite and descending, but are \(values).")
      }
    }
    guard noise >= 0, noise.isFinite else {
      throw RecoveryError(
        .invalidValue,
        "The standard deviation of the noise must be finite and at least 0, but is \(noise).")
    }
    (self.rows, self.columns, self.spectrum, self.noise) = (rows, columns, spectrum, noise)
  }

  /// The matrix itself.
  ///
  /// - Throws: ``RecoveryError`` if a decomposition fails.
  public func truth(seed: SeedPath) throws(RecoveryError) -> LowRankMatrix {
    let g = gaussian(rows, spectrum.rank, seed: seed / "left")
    let h = gaussian(columns, spectrum.rank, seed: seed / "right")
    switch spectrum {
    case .gaussianFactors: return try LowRankMatrix(left: g, right: h)
    case .singularValues(let values):
      let (u, v) = try translated { () throws(DecompositionError) in
        (try QRDecomposition(g).q, try QRDecomposition(h).q)
      }
      return LowRankMatrix(orthonormal: u, values, v)
    }
  }

  func gaussian(_ rows: Int, _ columns: Int, seed: SeedPath) -> Matrix<Double> {
    var stream = RandomStream(seed)
    return Matrix(rows: rows, columns: columns, from: .standardNormal, using: &stream)
  }

  func noise(count: Int, seed: SeedPath) -> [Double] {
    var stream = RandomStream(seed / "noise")
    return stream.values(count, from: .normal(mean: 0, standardDeviation: noise))
  }
}
