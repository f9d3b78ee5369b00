import Recovery
import Statistics

/// All outcomes of ``CompletionPenalties``, sorted; lists are by instance.
struct CompletionSamples {
  /// Paths of completion.
  private(set) var completion: [ComparedPenalty: [PathOutcome]] = [:]
  /// Paths of sensing.
  private(set) var sensing: [ComparedPenalty: [PathOutcome]] = [:]
  /// Regressions.
  private(set) var regression: [RegressionOutcome] = []

  init(
    trials: [CompletionPenalties.Trial],
    outcomes: [CompletionPenalties.Trial: CompletionPenalties.Outcome]
  ) {
    for trial in trials {
      switch (trial, outcomes[trial]) {
      case (.completion(let penalty, _), .path(let path)?):
        completion[penalty, default: []].append(path)
      case (.sensing(let penalty, _), .path(let path)?):
        sensing[penalty, default: []].append(path)
      case (.regression, .regression(let outcome)?): regression.append(outcome)
      default: break
      }
    }
  }
}

extension [PathOutcome] {
  /// The smallest error of each path.
  var bestErrors: [Double] { map { $0.errors[$0.best] } }
  /// The rank of the point with the smallest error.
  var bestRanks: [Double] { map { Double($0.ranks[$0.best]) } }
  /// The error at the chosen weights, where any were chosen.
  var chosenErrors: [Double] { compactMap { path in path.chosen.map { path.errors[$0] } } }
  /// The rank at the chosen weights.
  var chosenRanks: [Double] { compactMap { path in path.chosen.map { Double(path.ranks[$0]) } } }
}

/// `aᵢ / bᵢ` of paired values.
func ratios(_ a: [Double], to b: [Double]) -> [Double] { zip(a, b).map { $0 / $1 } }
