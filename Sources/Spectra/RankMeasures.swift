import Foundation
public import Tensors

/// What a threshold on singular values is relative to.
public enum ThresholdReference: Sendable {
  /// The sum of all singular values, as in the spectral entropy.
  case sum
  /// The largest singular value.
  case largest
}

/// Measures of rank of a spectrum `s1 >= s2 >= ... >= 0`.
///
/// All but ``nuclearNorm(_:)`` are invariant to scale. Values at or below ``zeroCutOff`` times the
/// largest count as zero where a logarithm is taken. A spectrum without a positive value has measure
/// 0; ``spectralEntropy(of:)`` is the checked form, which throws instead. Values that are negative,
/// infinite or NaN are a caller's bug. Everything is computed on `s_i / s1`, so that neither huge nor
/// denormal values overflow.
public enum RankMeasures {
  /// Singular values at or below this share of the largest are zero.
  public static let zeroCutOff = 1e-13

  /// The entropy of the normalised spectrum in nats, `rho = -sum p_i log p_i`.
  ///
  /// Here `p_i = s_i / sum s_j`; it is not exponentiated, and singular values are not squared.
  ///
  /// - Parameter singularValues: All at least 0, any order.
  /// - Returns: A value in `0...log(rank)`.
  /// - Source: Huh et al. (TMLR 2023), definition 2.1, there called effective rank.
  public static func spectralEntropy(_ singularValues: [Double]) -> Double {
    let kept = relative(singularValues).filter { $0 > zeroCutOff }
    let sum = kept.reduce(0, +)
    // log(sum) - (sum s log s) / sum would cancel for dominant values; this form does not.
    return kept.reduce(0) { $0 - ($1 / sum) * log($1 / sum) }
  }

  /// The exponential of the spectral entropy, a real number in `1...rank`; 0 for a zero spectrum.
  ///
  /// - Source: Roy and Vetterli (2007), definition of effective rank.
  public static func effectiveRank(_ singularValues: [Double]) -> Double {
    relative(singularValues).isEmpty ? 0 : exp(spectralEntropy(singularValues))
  }

  /// The number of values with `s_i / reference >= threshold`.
  ///
  /// - Parameters:
  ///   - singularValues: All at least 0, any order.
  ///   - threshold: At least 0.
  ///   - reference: What the values are divided by.
  /// - Returns: A value in `0...singularValues.count`; 0 for a zero spectrum.
  /// - Source: Huh et al., definition D.2; the normalisation by the sum is this package's choice.
  public static func thresholdRank(
    _ singularValues: [Double], threshold: Double, relativeTo reference: ThresholdReference = .sum
  ) -> Int {
    precondition(threshold >= 0, "threshold \(threshold)")
    let shares = relative(singularValues)
    let scale = reference == .sum ? shares.reduce(0, +) : 1
    return shares.count { $0 / scale >= threshold }
  }

  /// `sum s_i^2 / s1^2`, the squared Frobenius over the squared spectral norm, in `1...rank`.
  ///
  /// - Source: Huh et al., definition D.3.
  public static func stableRank(_ singularValues: [Double]) -> Double {
    relative(singularValues).reduce(0) { $0 + $1 * $1 }
  }

  /// `sum s_i`; grows with the scale of the matrix.
  ///
  /// - Source: Huh et al., definition D.4.
  public static func nuclearNorm(_ singularValues: [Double]) -> Double {
    singularValues.reduce(0, +)
  }

  /// `sum s_i / s1`, in `1...rank`.
  public static func nuclearNormOverLargest(_ singularValues: [Double]) -> Double {
    relative(singularValues).reduce(0, +)
  }

  /// `sum s_i / sqrt(sum s_i^2)`, in `1...sqrt(rank)`.
  public static func nuclearNormOverFrobenius(_ singularValues: [Double]) -> Double {
    let stable = stableRank(singularValues)
    return stable > 0 ? nuclearNormOverLargest(singularValues) / stable.squareRoot() : 0
  }

  /// The gradient of ``spectralEntropy(_:)``: `d rho / d s_k = -(log p_k + rho) / sum s_j`.
  ///
  /// At a value that counts as zero the derivative is infinite; 0 is returned there, so that a
  /// descent step leaves it alone.
  ///
  /// - Returns: One derivative per value, in the given order.
  /// - Source: specification of the experiments, section 1.1.
  public static func spectralEntropyGradient(_ singularValues: [Double]) -> [Double] {
    let shares = relative(singularValues)
    guard let largest = singularValues.max(), !shares.isEmpty else {
      return singularValues.map { _ in 0 }
    }
    let sum = shares.filter { $0 > zeroCutOff }.reduce(0, +)
    let entropy = spectralEntropy(singularValues)
    return shares.map { $0 > zeroCutOff ? -(log($0 / sum) + entropy) / sum / largest : 0 }
  }

  /// `s_i / s1`, in the given order; empty where no value is positive.
  private static func relative(_ singularValues: [Double]) -> [Double] {
    if let value = singularValues.first(where: { !($0 >= 0 && $0 < .infinity) }) {
      preconditionFailure("singular value \(value)")
    }
    guard let largest = singularValues.max(), largest > 0 else { return [] }
    return singularValues.map { $0 / largest }
  }
}

/// The spectral entropy of a matrix, in nats.
///
/// - Throws: ``DecompositionError``: not finite, no convergence, or `zeroMatrix`.
public func spectralEntropy(of a: Matrix<Double>) throws(DecompositionError) -> Double {
  let values = try singularValues(of: a).values
  guard let largest = values.first, largest > 0 else { throw DecompositionError(.zeroMatrix) }
  return RankMeasures.spectralEntropy(values)
}

/// The gradient of the spectral entropy of a matrix of shape `(m, n)`: `U diag(d rho / d s) V^T`.
///
/// Exists where the singular values are distinct and not zero, hence almost everywhere.
///
/// - Returns: Shape `(m, n)`; orthogonal to `a`, since the entropy does not depend on scale.
/// - Throws: ``DecompositionError``: not finite, no convergence, or `zeroMatrix`.
/// - Source: specification of the experiments, section 1.1.
public func spectralEntropyGradient(
  of a: Matrix<Double>
) throws(DecompositionError) -> Matrix<Double> {
  let decomposition = try SingularValueDecomposition(a)
  guard let largest = decomposition.values.first, largest > 0 else {
    throw DecompositionError(.zeroMatrix)
  }
  let slopes = RankMeasures.spectralEntropyGradient(decomposition.values)
  return decomposition.left.scalingColumns(by: slopes)
    .times(decomposition.right, transposing: .right)
}

/// The differential effective rank of a density of singular values,
/// `-integral (s/c) log(s/c) p(s) ds` with `c = integral s p(s) ds`, by the trapezoidal rule.
///
/// If `n` singular values follow `p`, their spectral entropy minus `log n` tends to it.
///
/// - Parameters:
///   - points: Ascending singular values, at least two, first at least 0.
///   - density: The density there, at least 0 and somewhere positive; it is normalised to one.
/// - Returns: A number of nats, at most 0.
/// - Source: Huh et al., definition G.1, in this package's formula.
public func differentialEffectiveRank(points: [Double], density: [Double]) -> Double {
  precondition(
    points.count == density.count && points.count >= 2,
    "\(points.count) points with \(density.count) values")
  precondition(
    points[0] >= 0 && zip(points, points.dropFirst()).allSatisfy { $0 < $1 },
    "points that do not ascend from 0 or more")
  func integral(_ f: (Double) -> Double) -> Double {
    (1..<points.count).reduce(0) { sum, i in
      let left = f(points[i - 1]) * density[i - 1]
      let right = f(points[i]) * density[i]
      return sum + (points[i] - points[i - 1]) * (left + right) / 2
    }
  }
  let mass = integral { _ in 1 }
  precondition(mass > 0, "a density of mass \(mass)")
  let mean = integral { $0 } / mass
  return -integral { $0 > 0 ? ($0 / mean) * log($0 / mean) : 0 } / mass
}
