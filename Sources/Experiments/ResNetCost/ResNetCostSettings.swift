public import Runs

/// The parameters of ``ResNetCost``.
public struct ResNetCostSettings: ExperimentSettings {
  var starts: Int
  var networks: Int
  var nearNetworks: Int
  var decompositions: Int

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke: (starts, networks, nearNetworks, decompositions) = (2, 400, 200, 400)
    case .quick: (starts, networks, nearNetworks, decompositions) = (4, 8000, 2000, 4000)
    case .paper: (starts, networks, nearNetworks, decompositions) = (20, 20_000, 10_000, 8000)
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<ResNetCostSettings>] = [
    .integer(
      "starts", "random starts of the minimisation over weights, per case", \.starts, in: 1...1000),
    .integer("networks", "networks with random weights", \.networks, in: 1...10_000_000),
    .integer(
      "near-networks", "perturbed optimal networks, and as many partially trained per ten",
      \.nearNetworks, in: 10...1_000_000),
    .integer("decompositions", "random decompositions", \.decompositions, in: 2...10_000_000),
  ]
}
