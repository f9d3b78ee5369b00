import Statistics
import Training

/// The outcomes of an experiment, gathered by condition.
struct ParameterizationSamples {
  typealias Condition = ParameterizationBias.Condition

  private let outcomes: [Condition: [ParameterizationBias.Outcome]]

  init(
    of experiment: ParameterizationBias,
    outcomes: [ParameterizationBias.Trial: ParameterizationBias.Outcome]
  ) {
    self.outcomes = Dictionary(grouping: experiment.trials, by: \.condition)
      .mapValues { $0.compactMap { outcomes[$0] } }
  }

  /// All outcomes of a condition, task by task.
  subscript(condition: Condition) -> [ParameterizationBias.Outcome] { outcomes[condition] ?? [] }

  /// All outcomes.
  var all: [ParameterizationBias.Outcome] { outcomes.values.flatMap(\.self) }

  /// A value over the tasks; not finite where a network has none, nil without such a condition.
  func summary(
    _ condition: Condition, _ value: (ParameterizationBias.Outcome) -> Double?
  ) -> Summary? {
    outcomes[condition].map { Summary($0.map { value($0) ?? .nan }) }
  }

  /// The share of the trainings that reached the stop rule.
  func reached(_ condition: Condition) -> Double {
    let all = self[condition]
    return Double(all.count { $0.result.outcome.hasReachedLoss }) / Double(max(all.count, 1))
  }

  /// The paired differences of a value between two conditions, task by task.
  func difference(
    _ left: Condition, _ right: Condition, _ value: (ParameterizationBias.Outcome) -> Double?
  ) -> Summary? {
    guard let left = outcomes[left], let right = outcomes[right] else { return nil }
    return Summary(zip(left, right).map { (value($0) ?? .nan) - (value($1) ?? .nan) })
  }
}
