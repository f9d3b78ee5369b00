import Spectra
public import Tensors

/// The smallest weight norm with which a linear ResNet represents a matrix, and its parts.
///
/// - Source: E. Boix-Adsera, arXiv 2501.19149, Theorem 2.1, in our normalisation (``ResNetPenalty``).
public struct RepresentationCost: Sendable, Hashable {
  /// The penalty `φ`: block kind, depth, `λ` and the constants `(a, b)`.
  public let penalty: ResNetPenalty
  /// The singular values, in the order given; those at or below ``zeroTolerance`` are 0.
  public let singularValues: [Double]
  /// What was taken for 0.
  public let zeroTolerance: Double
  /// `φ(σᵢ)`, in the order of ``singularValues``.
  public let perSingularValue: [Double]
  /// `Σ φ(σᵢ)`.
  public let cost: Double
  /// What embedding and unembedding pay at the optimum, `Σ σᵢ φ'(σᵢ)`.
  public let embeddingPart: Double
  /// What the blocks pay at the optimum; both parts sum to the cost.
  public let residualPart: Double
  /// `∂(C/λ) / ∂ log(1/λ)`, over `2b`: the rank once `λ` is below every positive singular value of
  /// depth-2 blocks at infinite depth.
  public let softRank: Double

  /// How many singular values are not 0.
  public var rank: Int { singularValues.count { $0 > 0 } }

  /// The cost of a spectrum.
  ///
  /// - Parameters:
  ///   - singularValues: Finite, at least 0, in any order.
  ///   - penalty: `φ`.
  ///   - zeroTolerance: Values at or below it count as 0.
  /// - Throws: ``CostError`` with the index of a value that is negative or not finite.
  public init(
    ofSingularValues singularValues: [Double], penalty: ResNetPenalty, zeroTolerance: Double = 0
  ) throws(CostError) {
    if let index = singularValues.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw CostError(
        .invalidValue,
        "The singular value \(index + 1) is \(singularValues[index]): singular values are finite and "
          + "at least 0.")
    }
    try requireZeroTolerance(zeroTolerance)
    let kept = singularValues.map { $0 > zeroTolerance ? $0 : 0 }
    self.penalty = penalty
    self.zeroTolerance = zeroTolerance
    self.singularValues = kept
    perSingularValue = kept.map(penalty.value)
    // Small terms first: they would vanish in the sum of large ones.
    func sum(_ terms: [Double]) -> Double { terms.sorted().reduce(0, +) }
    cost = sum(perSingularValue)
    embeddingPart = sum(kept.map(penalty.embeddingPart))
    residualPart = sum(kept.map(penalty.residualPart))
    softRank = sum(kept.map(penalty.softRank))
  }

  /// The cost of a matrix.
  ///
  /// - Parameters:
  ///   - matrix: Any shape; every entry finite.
  ///   - penalty: `φ`.
  ///   - zeroTolerance: Singular values at or below it count as 0; by default
  ///     `max(m, n) · 2⁻⁵² · σ₁`, what rounding leaves where the rank is deficient.
  /// - Throws: `DecompositionError` naming an entry that is not finite, ``CostError`` for a tolerance
  ///   that is negative or not finite.
  public init(
    of matrix: Matrix<Double>, penalty: ResNetPenalty, zeroTolerance: Double? = nil
  ) throws {
    let values = try Spectra.singularValues(of: matrix, route: .direct).values
    try self.init(
      ofSingularValues: values, penalty: penalty,
      zeroTolerance: matrix.zeroTolerance(zeroTolerance, largest: values.first ?? 0))
  }
}

extension Matrix<Double> {
  /// The tolerance that is given, or else `max(m, n) · 2⁻⁵² · σ₁`.
  ///
  /// - Throws: ``CostError`` for one that is negative or not finite.
  package func zeroTolerance(_ given: Double?, largest: Double) throws(CostError) -> Double {
    if let given { try requireZeroTolerance(given) }
    return given ?? Double(Swift.max(rows, columns)) * .ulpOfOne * largest
  }
}

/// Throws unless the tolerance is finite and at least 0.
package func requireZeroTolerance(_ tolerance: Double) throws(CostError) {
  guard tolerance >= 0, tolerance.isFinite else {
    throw CostError(
      .invalidParameter,
      "The zero tolerance must be a finite number, at least 0, but is \(tolerance).")
  }
}
