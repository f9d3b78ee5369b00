// The rules of the specification's conventions (4.0), with one addition: the specification knows
// pass and fail; here a measurement that is too coarse to decide is `inconclusive`. A level is decided
// by its tolerance as soon as its standard error is within it; bounds, orders and signs are refuted
// only beyond two standard errors. A measurement without noise (standard error 0) is always decided.

extension Claim {
  /// The direction in which a sequence goes.
  public enum OrderDirection: String, Codable, Sendable {
    /// Every mean is smaller than the one before it.
    case decreasing
    /// Every mean is larger than the one before it.
    case increasing
  }

  /// The sign of a difference.
  public enum SignDirection: String, Codable, Sendable {
    /// Greater than zero.
    case positive
    /// Less than zero.
    case negative
  }

  /// A measured number against a published one.
  ///
  /// With distance `e = |measured − published|` and standard error `s`:
  /// - `s ≤ tolerance`: `confirmed` where `e ≤ tolerance`, otherwise `refuted`;
  /// - `s > tolerance`, a measurement coarser than the tolerance: `refuted` where
  ///   `e > tolerance + 2s`, otherwise `inconclusive`;
  /// - anything not finite: `inconclusive`.
  ///
  /// - Parameters:
  ///   - id: Names the claim within its experiment.
  ///   - statement: The statement, one sentence.
  ///   - source: Where the published value stands.
  ///   - published: The published value.
  ///   - measured: The measured value.
  ///   - standardError: Its standard error, ≥ 0; 0 for an exact computation.
  ///   - tolerance: The allowed distance, ≥ 0.
  /// - Returns: The claim with its verdict.
  public static func level(
    id: String, statement: String, source: String, published: Double, measured: Double,
    standardError: Double, tolerance: Double
  ) -> Claim {
    precondition(!(tolerance < 0), "claim \(id): tolerance \(tolerance) < 0")
    precondition(!(standardError < 0), "claim \(id): standard error \(standardError) < 0")
    let distance = (measured - published).magnitude
    let verdict: Verdict =
      if !(distance + standardError + tolerance).isFinite {
        .inconclusive
      } else if standardError <= tolerance {
        distance <= tolerance ? .confirmed : .refuted
      } else {
        distance > tolerance + 2 * standardError ? .refuted : .inconclusive
      }
    return Claim(
      id: id, statement: statement, source: source, kind: .level, published: published,
      measured: measured, standardError: standardError, tolerance: tolerance, verdict: verdict)
  }

  /// A measured number against an upper bound.
  ///
  /// `confirmed` where `measured ≤ bound`, `refuted` where it exceeds the bound by more than two
  /// standard errors, otherwise `inconclusive`. The bound is stored as published value with
  /// tolerance 0.
  public static func atMost(
    id: String, statement: String, source: String, bound: Double, measured: Double,
    standardError: Double
  ) -> Claim {
    bounded(
      id: id, statement: statement, source: source, bound: bound, measured: measured,
      standardError: standardError, excess: measured - bound)
  }

  /// A measured number against a lower bound; see
  /// ``atMost(id:statement:source:bound:measured:standardError:)``.
  public static func atLeast(
    id: String, statement: String, source: String, bound: Double, measured: Double,
    standardError: Double
  ) -> Claim {
    bounded(
      id: id, statement: statement, source: source, bound: bound, measured: measured,
      standardError: standardError, excess: bound - measured)
  }

  private static func bounded(
    id: String, statement: String, source: String, bound: Double, measured: Double,
    standardError: Double, excess: Double
  ) -> Claim {
    precondition(!(standardError < 0), "claim \(id): standard error \(standardError) < 0")
    let verdict: Verdict =
      if !(excess + standardError).isFinite {
        .inconclusive
      } else if excess <= 0 {
        .confirmed
      } else {
        excess > 2 * standardError ? .refuted : .inconclusive
      }
    return Claim(
      id: id, statement: statement, source: source, kind: .level, published: bound,
      measured: measured, standardError: standardError, tolerance: 0, verdict: verdict)
  }

  /// A sequence of means that falls or rises from each to the next.
  ///
  /// With gap `g` in the stated direction and `s = √(s₁² + s₂²)` for each adjacent pair:
  /// `confirmed` where every `g > 2s`; `refuted` where some `g ≤ −2s`; otherwise `inconclusive`,
  /// as with fewer than two means or anything not finite. An exact tie (`g = s = 0`) refutes.
  ///
  /// - Parameters:
  ///   - id: Names the claim within its experiment.
  ///   - statement: The statement, one sentence.
  ///   - source: Where it stands.
  ///   - means: The sequence; the labels serve the caller.
  ///   - direction: Whether it falls or rises.
  /// - Returns: The claim; `measured` is the smallest gap, `standardError` that of this gap.
  public static func order(
    id: String, statement: String, source: String,
    means: [(label: String, mean: Double, standardError: Double)], direction: OrderDirection
  ) -> Claim {
    let gaps = zip(means, means.dropFirst()).map { first, second in
      (
        gap: direction == .decreasing ? first.mean - second.mean : second.mean - first.mean,
        standardError:
          (first.standardError * first.standardError
          + second.standardError * second.standardError).squareRoot()
      )
    }
    let verdict: Verdict =
      if gaps.isEmpty || !gaps.allSatisfy({ ($0.gap + $0.standardError).isFinite }) {
        .inconclusive
      } else if gaps.contains(where: { $0.gap <= -2 * $0.standardError }) {
        .refuted
      } else {
        gaps.allSatisfy { $0.gap > 2 * $0.standardError } ? .confirmed : .inconclusive
      }
    let smallest = gaps.filter { $0.gap.isFinite }.min { $0.gap < $1.gap }
    return Claim(
      id: id, statement: statement, source: source, kind: .order, measured: smallest?.gap,
      standardError: smallest?.standardError, verdict: verdict)
  }

  /// The sign of a difference.
  ///
  /// `confirmed` where the difference has the sign and `|difference| > 2·standardError`, `refuted`
  /// where it has the other sign by that margin or is exactly zero without noise, otherwise
  /// `inconclusive`.
  public static func sign(
    id: String, statement: String, source: String, difference: Double, standardError: Double,
    direction: SignDirection
  ) -> Claim {
    precondition(!(standardError < 0), "claim \(id): standard error \(standardError) < 0")
    let signed = direction == .positive ? difference : -difference
    let verdict: Verdict =
      if !(signed + standardError).isFinite {
        .inconclusive
      } else if signed > 2 * standardError {
        .confirmed
      } else {
        signed <= -2 * standardError ? .refuted : .inconclusive
      }
    return Claim(
      id: id, statement: statement, source: source, kind: .sign, measured: difference,
      standardError: standardError, verdict: verdict)
  }

  /// A measured number next to the published one, without verdict.
  public static func note(
    id: String, statement: String, source: String, published: Double?, measured: Double,
    standardError: Double?
  ) -> Claim {
    Claim(
      id: id, statement: statement, source: source, kind: .note, published: published,
      measured: measured, standardError: standardError, verdict: nil)
  }
}
