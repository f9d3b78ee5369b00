public import Runs
import Spectra

/// The parameters of ``KernelAblation``.
public struct KernelAblationSettings: ExperimentSettings {
  var draws: Int
  var repeats: Int
  var steps: Int
  var width = 32
  var inputs = 128
  var depths: [Int]
  var activations = DensityActivation.allCases
  /// The rank of the map that trained networks learn.
  let taskRank = 4
  var trainingSamples = 22

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke: (draws, repeats, steps, depths) = (16, 2, 500, [1, 4])
    case .quick: (draws, repeats, steps, depths) = (256, 32, 10_000, [1, 2, 4, 8, 16])
    case .paper: (draws, repeats, steps, depths) = (256, 64, 50_000, [1, 2, 4, 8, 16])
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<KernelAblationSettings>] = [
    .integer("draws", "random networks per depth and nonlinearity", \.draws, in: 2...100_000),
    .integer(
      "repeats", "tasks that networks of each kind are trained on", \.repeats, in: 2...1000),
    .integer("steps", "steps of a training at most", \.steps, in: 1...10_000_000),
    .integer("width", "units per layer, inputs and outputs", \.width, in: 4...96),
    .integer("inputs", "inputs that the kernels are taken over", \.inputs, in: 3...1024),
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...128),
    .choices("activations", "nonlinearity of the hidden layers", \.activations),
    .integer("training-samples", "samples that are fitted", \.trainingSamples, in: 1...4096),
  ]

  /// The kinds of networks, depth ascending.
  var networks: [KernelAblation.Network] {
    activations.flatMap { activation in
      depths.map { KernelAblation.Network(activation: activation, depth: $0) }
    }
  }

  /// Whether the reference is about this workload.
  var isReferenceWorkload: Bool { width == 32 && inputs == 128 }
}

extension FeatureKernel {
  /// How the kernel is written in titles.
  var title: String {
    switch self {
    case .linearGram: "linear Gram"
    case .cosineSimilarity: "cosine similarity"
    case .cosineDistance: "cosine distance"
    case .l1: "L1 distance"
    case .l2: "L2 distance"
    case .squaredL2: "squared L2 distance"
    case .rbf: "RBF, median bandwidth"
    case .laplacian: "Laplacian, median bandwidth"
    case .polynomial: "polynomial of degree 2"
    }
  }
}
