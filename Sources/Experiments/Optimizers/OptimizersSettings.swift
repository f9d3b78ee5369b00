public import Runs

/// The parameters of ``Optimizers``.
public struct OptimizersSettings: ExperimentSettings {
  var optimizers = ComparedOptimizer.allCases
  var width = 32
  var rank = 8
  var samples = 20
  var depths = [1, 2, 4, 8]
  var repeats = 5
  var steps = 50_000
  var draws = 10_000
  var evaluations: Int
  var initialDeviation = 0.01

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      optimizers = [.nesterov, .lbfgs, .randomSearch]
      (depths, repeats, draws, evaluations) = ([1, 2, 4], 4, 500, 2000)
    case .quick: evaluations = 100_000
    case .paper: evaluations = 1_000_000
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<OptimizersSettings>] = [
    .choices("optimizers", "what trains the networks", \.optimizers),
    .integer("width", "inputs, outputs and units of every layer", \.width, in: 2...256),
    .integer("rank", "rank of the teacher", \.rank, in: 1...256),
    .integer("samples", "training samples", \.samples, in: 1...4096),
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...64),
    .integer("repeats", "tasks and starts per optimizer and depth", \.repeats, in: 2...1000),
    .integer("steps", "steps of a training with gradients at most", \.steps, in: 1...1_000_000),
    .integer("draws", "random search is the best of these", \.draws, in: 1...10_000_000),
    .integer(
      "evaluations", "losses that CMA-ES may evaluate", \.evaluations, in: 1...1_000_000_000),
    .number(
      "initial-deviation", "deviation with which CMA-ES starts", \.initialDeviation,
      in: 1e-6...10),
  ]

  /// Whether the published values speak of this workload.
  var isPublishedWorkload: Bool { width == 32 && rank == 8 && samples == 20 }
}

/// What the figure compares.
enum ComparedOptimizer: String, CaseIterable, Codable, Sendable {
  case gradientDescent = "sgd"
  case nesterov
  case adam
  case lbfgs = "l-bfgs"
  case cmaES = "cma-es"
  case randomSearch = "random-search"

  /// How the figure names it.
  var title: String {
    switch self {
    case .gradientDescent: "SGD"
    case .nesterov: "Nesterov"
    case .adam: "Adam"
    case .lbfgs: "L-BFGS"
    case .cmaES: "CMA-ES"
    case .randomSearch: "random search"
    }
  }

  /// Whether it follows gradients.
  var hasGradients: Bool { self != .cmaES && self != .randomSearch }

  /// Whether its steps are combinations of gradients, so that it never leaves the row space of the
  /// inputs at depth 1; Adam scales every entry by itself.
  var staysInRowSpace: Bool { hasGradients && self != .adam }
}
