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
      if try grow(isFinal ? goal : max(goal, min(residual, 1))) {
        target = nil
      } else if !isFinal {
        target = residual <= target ?? .infinity ? max(goal, 0.1 * residual) : target
      } else if kappa3 > goal * descent.weight {
        return descent.rank >= settings.rankLimit ?? .max ? .rankLimit : .iterationLimit
      } else {
        return residual <= goal ? .converged : .iterationLimit
      }
    }
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
        if shouldStop() { return .stopped }
        if iterations >= settings.iterationLimit { return .iterationLimit }
        guard descent.step() else {
          isStalled = count == 1 && descent.hasForgotten
          descent.forget()
          break
        }
        iterations += 1
        objectives.append(descent.objective)
        progress(
          FactoredGradient.Progress(
            iteration: iterations, rank: descent.rank, objective: descent.objective,
            residual: residual))
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

  /// Appends what the residual has above the level at which a singular value leaves zero.
  ///
  /// - Parameter accuracy: In units of `μ`: what is not yet settled inside makes the outside look
  ///   larger than it will be, so that only what is clearly larger counts.
  /// - Returns: Whether there was something, and room for it.
  private mutating func grow(_ accuracy: Double) throws(RecoveryError) -> Bool {
    try descent.canonicalize()
    let room = (settings.rankLimit ?? .max) - descent.rank
    let count = min(room, max(descent.rank == 0 ? 32 : 8, descent.rank / 2))
    let found = try look(accuracy, count: max(count, 1))
    guard !found.values.isEmpty, kappa3 > goal * descent.weight, count > 0 else { return false }
    return try descent.append(found.above(descent.noiseLevel))
  }

  /// Measures `κ₃` with this accuracy, in units of `μ`.
  private mutating func look(
    _ accuracy: Double, count: Int
  ) throws(RecoveryError) -> SingularTriplets {
    let level = descent.weight * descent.penalty.derivative(at: 0)
    let found = try descent.outerTriplets(
      SingularTriplets.Request(
        threshold: level + accuracy * descent.weight / 2, count: count,
        purpose: .decision(accuracy: accuracy * descent.weight / 4)))
    kappa3 = max(0, found.largest - level)
    return found
  }

  /// The result, its residual measured at the matrix itself.
  mutating func solution(
    _ ending: RecoverySolution.Ending
  ) throws(RecoveryError) -> RecoverySolution {
    try descent.canonicalize()
    descent.restart(at: descent.matrix)
    if descent.rank > 0 { _ = descent.measure() }
    if ending != .converged { _ = try look(goal, count: 1) }
    let (kappa1, kappa2) = descent.innerResidual()
    let matrix = descent.matrix
    let duration = ContinuousClock.now - begun
    // The last change of the rank or of the form came after the last step.
    objectives[objectives.count - 1] = descent.objective
    return RecoverySolution(
      matrix: matrix, weight: descent.weight, lambda: descent.penalty.scale,
      objective: descent.objective, loss: descent.loss,
      penalty: descent.penalty.total(of: matrix.singularValues),
      kkt: KKTResidual(
        kappa1: kappa1, kappa2: kappa2, kappa3: kappa3, weight: descent.weight),
      iterations: iterations, seconds: duration / .seconds(1), objectives: objectives,
      ending: ending)
  }
}
