/// A spectrum read as noise plus a matrix of low rank.
///
/// The noise is measured by the median of all singular values, which needs no optimizer and bears any
/// size of spikes; the model holds as long as fewer than half of the values are spikes. With a share
/// `f` of spikes ``sigma`` comes out too large, since the median of all is a higher quantile of the
/// noise; ``trimmed`` mends that. Heavy-tailed matrices violate the model: read no number here
/// without ``kolmogorovDistance``. Eigenvalues of noise are rigid, so that this is far below the
/// `1/√q` of independent values (0.006 for 1024²).
///
/// - Source: Gavish and Donoho, The optimal hard threshold for singular values is 4/√3, 2014, for the
///   median; Johnstone 2001 for the threshold; Benaych-Georges and Nadakuditi, The singular values
///   and vectors of low rank perturbations of large rectangular random matrices, 2012, section 3.1,
///   for the strengths.
public struct MarchenkoPasturFit: Sendable, Hashable {
  /// A value above the Tracy-Widom threshold.
  public struct Spike: Sendable, Hashable {
    /// The singular value `σ`.
    public let value: Double

    /// The planted singular value, before the noise inflated it; nil for a value below the bare edge,
    /// which a probability above 0.17 counts too.
    ///
    /// With `y = σ/(sigma √N)`, `strength² = N sigma² (e + √(e² - 4β))/2`, `e = y² - 1 - β`.
    public let strength: Double?
  }

  /// The noise, from the median of all values against the law of the whole matrix.
  public let bulk: MarchenkoPasturBulk

  /// The noise without the spikes; nil if the median of the other values is 0.
  public let trimmed: TrimmedBulk?

  /// The values above ``tracyWidomThreshold``, descending.
  public let spikes: [Spike]

  /// The level that the largest `λ` of noise alone exceeds with the chosen probability.
  public let tracyWidomThreshold: Double

  /// The number of values with `λ > edge`; pure noise has some in one draw of seven.
  public let valuesAboveEdge: Int

  /// The distance of the values that are no spikes to the law of ``bulk``.
  public let kolmogorovDistance: Double

  /// `min(1, edge/λ₁)`: 1 for noise, near 0 for a strong spike.
  public let softRank: Double

  /// The standard deviation of the entries of the noise.
  public var sigma: Double { bulk.sigma }

  /// The upper edge of the noise, for `λ`.
  public var edge: Double { bulk.edge }

  /// The lower edge of the noise, for `λ`.
  public var lowerEdge: Double { bulk.lowerEdge }

  /// The upper edge of the noise, for `σ`.
  public var edgeSingularValue: Double { bulk.edgeSingularValue }

  /// The standard deviation of the entries of the noise without the spikes.
  public var trimmedSigma: Double? { trimmed?.bulk.sigma }

  /// The upper edge of the noise of the whole matrix, `trimmedSigma² (√N + √M)²`, free of the bias of
  /// ``edge``; the values that are no spikes end earlier, at the edge of the smaller ``trimmed`` noise.
  public var trimmedEdge: Double? {
    trimmedSigma.map { MarchenkoPasturBulk(long: bulk.long, short: bulk.short, sigma: $0).edge }
  }

  /// The share of values that are no spikes.
  public var bulkFraction: Double { 1 - Double(spikes.count) / Double(bulk.short) }

  /// Fits the law to the singular values of a matrix.
  ///
  /// There is no fit where there is no noise to measure: the median is 0, or the matrix has fewer than
  /// two entries. Below `min(rows, columns) = 64` the threshold is only approximate.
  ///
  /// - Parameters:
  ///   - singularValues: All of them, descending and finite, `(min(rows, columns))`.
  ///   - rows: The rows of the matrix.
  ///   - columns: The columns of the matrix.
  ///   - tracyWidomProbability: The share of pure noise matrices that shall have a spike; its
  ///     complement lies in ``TracyWidomLaw/probabilities``.
  /// - Complexity: O(q).
  public init?(
    singularValues: [Double], rows: Int, columns: Int, tracyWidomProbability: Double = 0.01
  ) {
    let (long, short) = (max(rows, columns), min(rows, columns))
    precondition(
      singularValues.count == short,
      "A \(rows) × \(columns) matrix has \(short) singular values, not \(singularValues.count).")
    precondition(
      zip(singularValues, singularValues.dropFirst()).allSatisfy { $0 >= $1 }
        && singularValues.first?.isFinite ?? true && singularValues.last ?? 0 >= 0,
      "Singular values are finite, at least 0 and descending.")
    guard long > 1, let bulk = MarchenkoPasturBulk(median: singularValues[...], long: long) else {
      return nil
    }
    let quantile = TracyWidomLaw.quantile(of: 1 - tracyWidomProbability)
    let count = bulk.spikeCount(of: singularValues, at: quantile)
    guard let distance = bulk.kolmogorovDistance(of: singularValues.dropFirst(count)) else {
      return nil
    }
    self.bulk = bulk
    kolmogorovDistance = distance
    trimmed = TrimmedBulk(of: singularValues, from: bulk, at: quantile)
    spikes = singularValues.prefix(count).map { Spike(value: $0, strength: bulk.strength(of: $0)) }
    tracyWidomThreshold = bulk.threshold(at: quantile)
    let edge = bulk.edgeSingularValue
    valuesAboveEdge = singularValues.firstIndex { !($0 > edge) } ?? short
    let share = edge / singularValues[0]
    softRank = min(1, share * share)
  }
}

extension MarchenkoPasturBulk {
  /// The planted singular value that noise inflates to `value`.
  fileprivate func strength(of value: Double) -> Double? {
    let (unit, ratio) = (sigma * Double(long).squareRoot(), law.ratio)
    let y = value / unit
    // Noise inflates by a share of 1/y², and the square of larger ratios may overflow.
    guard y < 1e8 else { return value }
    let excess = y * y - 1 - ratio
    let discriminant = excess * excess - 4 * ratio
    guard excess > 0, discriminant >= 0 else { return nil }
    return unit * ((excess + discriminant.squareRoot()) / 2).squareRoot()
  }
}
