import Foundation
import Theory

/// Descent at fixed rank and changes of the rank in turn, until all of the KKT residual has passed.
struct FactoredSearch {
  private var descent: FactoredDescent
  private let settings: FactoredGradient
  private let begun = ContinuousClock.now
  private var objectives: [Double]
  private var iterations = 0
  /// The last value of `√(κ₁² + κ₂²)/μ`, or of a bound on it.
  private var residual = 0.0
  /// The last value of `κ₃`, known to the accuracy that its use needed.
  private var kappa3 = 0.0
  /// A bound on the largest singular value of the gradient outside, as good as the last look.
  private var outerBound = 0.0

  /// Steps from one canonical form to the next: rarely enough that conjugate directions pay.
  private static var period: Int { 6 }

  /// Steps after which it is worth to look for further columns: that costs about as much as one.
  private static var lookPeriod: Int { 12 }

  init(_ descent: FactoredDescent, _ settings: FactoredGradient) {
    self.descent = descent
    self.settings = settings
    objectives = [descent.objective]
  }

  /// A part of the tolerance for `κ₁, κ₂` and one for `κ₃`.
  private var goal: Double { settings.tolerance / 2 }

  /// Runs until the residual is within the tolerance or something ends it.
  mutating func run(
    progress: (FactoredGradient.Progress) -> Void, shouldStop: () -> Bool
  ) throws(RecoveryError) -> RecoverySolution.Ending {
    var target: Double?
    while true {
      var isStalled = false
      if let ending = try descend(to: target, progress, shouldStop, isStalled: &isStalled) {
        return ending
      }
      let isFinal = isStalled || residual <= goal
      // What is not yet settled inside makes the outside look larger than it will be.
      try descent.canonicalize()
      let found = try look(isFinal ? goal : max(goal, min(residual, 1)), count: most)
      if kappa3 > goal * descent.weight, !found.values.isEmpty, !isFull {
        // Appending counts as a step, so that it cannot alternate with leaving out for ever.
        if let ending = interruption(shouldStop) { return ending }
        if try descent.append(found.above(descent.noiseLevel)) {
          target = nil
          record(progress)
          continue
        }
      }
      if !isFinal {
        target = residual <= target ?? .infinity ? max(goal, 0.1 * residual) : target
      } else if kappa3 > goal * descent.weight {
        return isFull ? .rankLimit : .iterationLimit
      } else {
        return residual <= goal ? .converged : .iterationLimit
      }
    }
  }

  /// Whether the factors have as many columns as they may.
  private var isFull: Bool { descent.rank >= settings.rankLimit ?? .max }

  /// How many columns to append at most.
  private var most: Int {
    let room = (settings.rankLimit ?? .max) - descent.rank
    return max(1, min(room, descent.rank == 0 ? 32 : max(8, descent.rank / 2)))
  }

  /// Why no further step is taken.
  private func interruption(_ shouldStop: () -> Bool) -> RecoverySolution.Ending? {
    if shouldStop() { return .stopped }
    return iterations >= settings.iterationLimit ? .iterationLimit : nil
  }

  /// Counts a step.
  private mutating func record(_ progress: (FactoredGradient.Progress) -> Void) {
    iterations += 1
    objectives.append(descent.objective)
    progress(
      FactoredGradient.Progress(
        iteration: iterations, rank: descent.rank, objective: descent.objective,
        residual: residual))
  }

  /// Steps until the inner residual is at most `target`, by default a tenth of the present one.
  ///
  /// - Returns: Why the search ends here; nil if it goes on, perhaps because rounding leaves no step
  ///   that descends.
  private mutating func descend(
    to target: Double?, _ progress: (FactoredGradient.Progress) -> Void,
    _ shouldStop: () -> Bool, isStalled: inout Bool
  ) throws(RecoveryError) -> RecoverySolution.Ending? {
    var target = target
    let first = iterations
    while descent.rank > 0 {
      try descent.canonicalize()
      var state = descent.measure()
      if descent.dropColumns(state.multipliers) {
        guard descent.rank > 0 else { break }
        state = descent.measure()
      }
      residual = state.residual
      let level = target ?? max(goal, 0.1 * residual)
      target = level
      if residual <= level { return nil }
      descent.rescale()
      for count in 1...Self.period {
        if let ending = interruption(shouldStop) { return ending }
        guard descent.step() else {
          isStalled = count == 1 && descent.hasForgotten
          descent.forget()
          break
        }
        record(progress)
        if count == Self.period { break }
        state = descent.measure()
        residual = state.residual
        if residual <= 0.5 * level { break }
      }
      if isStalled || iterations - first >= Self.lookPeriod { return nil }
    }
    if descent.rank == 0 { residual = 0 }
    return nil
  }

  /// The result, its residual measured at the matrix itself.
  mutating func solution(
    _ ending: RecoverySolution.Ending
  ) throws(RecoveryError) -> RecoverySolution {
    try descent.canonicalize()
    descent.restart(at: descent.matrix)
    let multipliers = descent.rank > 0 ? descent.measure().multipliers : []
    if ending != .converged { _ = try look(goal, count: 1) }
    let (kappa1, kappa2) = descent.innerResidual()
    let matrix = descent.matrix
    let (weight, penalty, entries) = (descent.weight, descent.penalty, descent.entries)
    let kkt = KKTResidual(kappa1: kappa1, kappa2: kappa2, kappa3: kappa3, weight: weight)
    // The blocks of the gradient inside, outside and between bound its norm.
    let inner = weight * penalty.derivative(at: matrix.singularValues.last ?? 0) + kappa1
    let gradientNorm =
      matrix.rank > 0
      ? (inner + outerBound) / 2 + hypot((inner - outerBound) / 2, kappa2) : outerBound
    // The last change of the rank or of the form came after the last step.
    objectives[objectives.count - 1] = descent.objective
    return RecoverySolution(
      matrix: matrix, weight: weight, lambda: penalty.scale,
      objective: descent.objective, loss: descent.loss,
      penalty: penalty.total(of: matrix.singularValues), kkt: kkt,
      iterations: iterations, seconds: (ContinuousClock.now - begun) / .seconds(1),
      objectives: objectives, ending: ending,
      certificate: RecoveryCertificate(
        of: matrix, kkt: kkt, penalty: penalty, loss: descent.loss,
        strongConvexity: entries.isComplete ? 1 : 0,
        alignment: -zip(multipliers, matrix.singularValues).reduce(0) { $0 + $1.0 * $1.1 },
        gradientNorm: gradientNorm),
      rankCertificate: RankCertificate(
        neglected: outerBound,
        threshold: penalty.proximalOperator(step: weight).zeroThreshold))
  }

  /// Measures `κ₃`, in canonical form.
  ///
  /// - Parameters:
  ///   - accuracy: In units of `μ`; only what is above by half of it is returned.
  ///   - count: How many singular triplets to return at most.
  /// - Returns: The triplets above the level.
  /// - Throws: ``RecoveryError`` if a decomposition fails.
  private mutating func look(
    _ accuracy: Double, count: Int
  ) throws(RecoveryError) -> SingularTriplets {
    let level = descent.weight * descent.penalty.derivative(at: 0)
    let found = try descent.outerTriplets(
      SingularTriplets.Request(
        threshold: level + accuracy * descent.weight / 2, count: count,
        purpose: .decision(accuracy: accuracy * descent.weight / 4)))
    kappa3 = max(0, found.largest - level)
    outerBound = found.largest + found.error
    return found
  }
}
