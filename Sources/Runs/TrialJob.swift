public import Randomness

/// The work of a run: independent trials and a pure function from a trial to its outcome.
///
/// A trial is known by its parameters and its seed path, never by its position. Equal trials must
/// give equal outcomes, to the last bit: an outcome is stored, and a resumed run does not compute
/// it again. Divergence and other disappointments are outcomes; throw only what makes the run
/// pointless.
public protocol TrialJob: Sendable {
  /// The parameters of one trial.
  associatedtype Trial: Codable & Hashable & Sendable
  /// What one trial yields; doubles survive storage exactly, non-finite ones included.
  associatedtype Outcome: Codable & Sendable

  /// All trials of the run, without duplicates; results are given in this order.
  var trials: [Trial] { get }

  /// The root of every random draw of `trial`.
  func seedPath(of trial: Trial) -> SeedPath

  /// Computes one trial; called on several threads at once.
  func outcome(of trial: Trial) throws -> Outcome

  /// The relative cost of `trial`, > 0: progress counts by it and costly trials start first.
  func weight(of trial: Trial) -> Double
}

extension TrialJob {
  /// Every trial costs the same.
  public func weight(of trial: Trial) -> Double { 1 }
}
