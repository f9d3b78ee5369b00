import Checkpoints
import Randomness
import Training

extension OptimizerChoice {
  /// Reads an optimizer; one that draws does so from `seed` unless it names a path of its own.
  init(_ node: ConfigurationNode, seed: SeedPath) throws(TrainingRunError) {
    let name = node.peek("name")?.value
    let isSeeded = name == .text(CMAES.name) || name == .text(RandomSearch.name)
    // What the type itself would take, but no memory or no time has room for.
    _ = try node.peek("population")?.integer(4...1_000_000)
    _ = try node.peek("history")?.integer(1...10_000)
    _ = try node.peek("search_limit")?.integer(1...10_000)
    _ = try node.peek("draws")?.integer(1...1_000_000_000)
    if name == .text(RandomSearch.name) { try node.peek("prior")?.requirePrior() }
    self = try node.decoded(OptimizerChoice.self, seed: isSeeded ? seed : nil)
  }
}

extension ConfigurationNode {
  /// Refuses a prior with its place; the types themselves read it afterwards.
  fileprivate func requirePrior() throws(TrainingRunError) {
    for piece in try elements() {
      let members = try piece.members(["count", "distribution"])
      _ = try members["count"]?.integer(0...1_000_000_000_000)
      let distribution = try members.required("distribution")
      let bound = NumberBound.within(-1e30...1e30)
      guard let name = distribution.peek("name") else {
        throw distribution.wrong("an object with the key \"name\": \"normal\" or \"uniform\"")
      }
      if try name.choice(["normal": true, "uniform": false]) {
        let normal = try distribution.members(["name", "mean", "standard_deviation"])
        _ = try normal.required("mean").number(bound)
        _ = try normal.required("standard_deviation").number(.within(0...1e30))
      } else {
        let uniform = try distribution.members(["name", "low", "high"])
        let low = try uniform.required("low").number(bound)
        _ = try uniform.required("high").number(.within(low...1e30))
      }
    }
  }
}
