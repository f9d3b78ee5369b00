import Datasets
import Networks
import Randomness
public import Runs
import Tensors

/// The parameters of ``RankDensity``.
public struct RankDensitySettings: ExperimentSettings {
  var draws: Int
  var width = 32
  var depths = [1, 2, 4, 8, 16]
  var inputCounts = [128, 256]
  var activations = DensityActivation.allCases
  var weights = WeightDistribution.allCases
  var inputs = InputSource.gaussian

  /// The defaults of a preset.
  public init(preset: Preset) {
    draws = preset == .smoke ? 64 : 4096
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<RankDensitySettings>] = [
    .integer("draws", "networks per curve", \.draws, in: 16...10_000_000),
    .integer("width", "units per layer", \.width, in: 2...96),
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...256),
    .integers("input-counts", "inputs that the kernel is taken over", \.inputCounts, in: 3...4096),
    .choices("activations", "nonlinearity of the hidden layers", \.activations),
    .choices("weights", "distribution of the weights", \.weights),
    .choice("inputs", "what the networks are shown", \.inputs),
  ]

  /// The curves of the figure, panel by panel, depth ascending.
  var curves: [RankDensity.Curve] {
    activations.flatMap { activation in
      weights.flatMap { weights in
        depths.map { RankDensity.Curve(activation: activation, weights: weights, depth: $0) }
      }
    }
  }

  /// Whether the published numbers are about this workload.
  var isPublishedWorkload: Bool { width == 32 && inputs == .gaussian }
}

/// The two nonlinearities of the figure.
public enum DensityActivation: String, CaseIterable, Codable, Sendable {
  /// None.
  case linear
  /// Rectified linear units after every layer but the last.
  case relu

  /// The activation of the network.
  var activation: Activation { self == .linear ? .linear : .relu }

  /// How it is written in titles.
  var title: String { self == .linear ? "linear" : "ReLU" }
}

/// What the networks are shown.
public enum InputSource: String, CaseIterable, Codable, Sendable {
  /// Independent standard normal vectors of the width of the network.
  case gaussian
  /// Test images of Fashion-MNIST, centred by their common mean; the first layer takes 784 pixels.
  case fashionMNIST = "fashion-mnist"

  /// The inputs as rows, `(count, width or 784)`.
  func matrix(
    count: Int, width: Int, seed: SeedPath
  ) throws(ExperimentError) -> Matrix<Float> {
    switch self {
    case .gaussian:
      var stream = RandomStream(seed)
      return Matrix(
        rows: count, columns: width, from: .normal(mean: 0, standardDeviation: 1), using: &stream)
    case .fashionMNIST:
      do {
        let images = try FashionMNIST.images(.test, first: count, as: Float.self)
        return images.centred
      } catch {
        throw ExperimentError(.missingData, "\(error)")
      }
    }
  }
}

extension Matrix<Float> {
  /// The matrix minus the mean of its rows.
  fileprivate var centred: Matrix {
    let mean = (0..<columns).map { column in
      (0..<rows).reduce(Float(0)) { $0 + self[$1, column] } / Float(rows)
    }
    return Matrix(
      rows: rows, columns: columns,
      elements: elements.enumerated().map { $0.element - mean[$0.offset % columns] })
  }
}
