public import Runs

/// The parameters of ``RankAtConvergence``.
public struct RankAtConvergenceSettings: ExperimentSettings {
  var networks: Int
  var rankOneNetworks: Int
  var depths = [1, 2, 4, 8, 16]
  var activations = DensityActivation.allCases
  var teacherRank = 8
  var samples = 24
  var width = 32
  var steps = 50_000

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      (networks, rankOneNetworks, depths, steps) = (3, 2, [1, 2], 2000)
    case .quick: (networks, rankOneNetworks) = (16, 4)
    case .paper: (networks, rankOneNetworks) = (128, 128)
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<RankAtConvergenceSettings>] = [
    .integer("networks", "networks per kind and depth", \.networks, in: 2...100_000),
    .integer(
      "rank-one-networks", "ReLU networks per depth that learn a teacher of rank 1, 0 for none",
      \.rankOneNetworks, in: 0...100_000),
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...32),
    .choices("activations", "nonlinearity of the hidden layers", \.activations),
    .integer("teacher-rank", "rank of the linear map to learn", \.teacherRank, in: 1...96),
    .integer("samples", "training samples of each task", \.samples, in: 1...4096),
    .integer("width", "inputs, units per layer and outputs", \.width, in: 2...96),
    .integer("steps", "steps of gradient descent at most", \.steps, in: 1...10_000_000),
  ]

  /// Every curve with its number of networks, depth ascending within a family.
  var curves: [(curve: RankAtConvergence.Curve, networks: Int)] {
    let families =
      activations.map { ($0, teacherRank, networks) }
      + (teacherRank == 1 || rankOneNetworks == 0 ? [] : [(.relu, 1, rankOneNetworks)])
    return families.flatMap { activation, rank, count in
      depths.map { depth in
        (.init(activation: activation, teacherRank: rank, depth: depth), count)
      }
    }
  }

  /// Whether the reference values are about this workload.
  var isReferenceWorkload: Bool { width == 32 && samples == 24 && teacherRank == 8 }
}

extension DensityActivation {
  /// The learning rate of momentum 0.9; between the listed depths that of the next shallower one.
  func learningRate(depth: Int) -> Double {
    let rates: [(depth: Int, rate: Double)] =
      self == .relu
      ? [(1, 0.05), (2, 0.02), (4, 0.01), (8, 0.005), (16, 0.002)]
      : [(1, 0.05), (2, 0.02), (4, 0.01), (8, 0.003), (16, 0.001)]
    return rates.last { $0.depth <= depth }?.rate ?? 0.05
  }

  /// The training has converged when its loss is below this multiple of the targets' mean square.
  var relativeLoss: Double { self == .linear ? 1e-6 : 1e-4 }
}
