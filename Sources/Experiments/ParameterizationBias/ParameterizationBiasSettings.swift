import Networks
public import Runs

/// The parameters of ``ParameterizationBias``.
public struct ParameterizationBiasSettings: ExperimentSettings {
  var depths: [Int]
  var steps: Int
  var repeats: Int
  var width = 32
  var trainingSamples = 28
  var starts = TrainingStart.allCases
  var targets = TargetRank.allCases
  var activations: [DensityActivation]

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke: (depths, steps, repeats, activations) = ([1, 4], 1000, 2, [.linear])
    case .quick: (depths, steps, repeats, activations) = ([1, 4, 8, 16, 32], 10_000, 5, [.linear])
    case .paper:
      depths = ParameterizationReference.depths
      (steps, repeats, activations) = (50_000, 16, [.linear, .relu])
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<ParameterizationBiasSettings>] = [
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...128),
    .integer("steps", "steps of a training at most", \.steps, in: 1...10_000_000),
    .integer("repeats", "tasks and starts per network", \.repeats, in: 2...1000),
    .integer("width", "units per layer, inputs and outputs", \.width, in: 8...128),
    .integer("training-samples", "samples that are fitted", \.trainingSamples, in: 1...4096),
    .choices("starts", "how the weights begin", \.starts),
    .choices("targets", "rank of the map that is learned", \.targets),
    .choices(
      "activations", "nonlinearity of the hidden layers; relu begins normal only", \.activations),
  ]

  /// Whether the published numbers are about this workload.
  var isPublishedWorkload: Bool { width == 32 && trainingSamples == 28 }

  /// The inputs that the kernel and the test loss are taken over.
  static let testSamples = 256
}

/// How the weights of the figure's networks begin.
public enum TrainingStart: String, CaseIterable, Codable, Sendable {
  /// Independent normal entries of variance `1/n`.
  case normal
  /// Balanced factors of a product of 32 Gaussian matrices.
  case lowRank = "low-rank"

  /// The start of the weights.
  var initialization: Initialization {
    switch self {
    case .normal: .kaiming(.normal)
    case .lowRank: .lowRank(factors: 32)
    }
  }

  /// How it is written in titles.
  var title: String { self == .normal ? "default initialization" : "low-rank initialization" }
}

/// The rank of the map that the figure's networks learn.
public enum TargetRank: String, CaseIterable, Codable, Sendable {
  /// A Gaussian matrix.
  case full = "full-rank"
  /// Its truncation to rank 8.
  case low = "low-rank"

  /// The rank of the teacher of a width.
  func rank(width: Int) -> Int { self == .full ? width : 8 }
}
