import Networks
public import Runs

/// The parameters of ``GramActivations``.
public struct GramActivationsSettings: ExperimentSettings {
  var repeats: Int
  var nonlinearities = Nonlinearity.allCases
  var depths = [2, 4, 8, 16]
  var samples = 16
  var inputs = 256
  var width = 32
  var steps = 15_000

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke: (repeats, depths, steps) = (2, [2, 4], 1000)
    case .quick: repeats = 40
    case .paper: repeats = 128
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<GramActivationsSettings>] = [
    .integer("repeats", "trainings per nonlinearity and depth", \.repeats, in: 2...10_000),
    .choices("nonlinearities", "what follows the hidden layers", \.nonlinearities),
    .integers("depths", "numbers of weight matrices", \.depths, in: 2...32),
    .integer("samples", "training samples of each task", \.samples, in: 1...4096),
    .integer("inputs", "test inputs that the kernel is taken over", \.inputs, in: 3...1024),
    .integer("width", "inputs, units per layer and outputs", \.width, in: 2...96),
    .integer("steps", "steps of gradient descent at most", \.steps, in: 1...10_000_000),
  ]

  /// Whether the published and the reference values are about this workload.
  var isReferenceWorkload: Bool { width == 32 && samples == 16 && inputs == 256 }
}

/// The seven nonlinearities of the figure, in the order of its columns.
public enum Nonlinearity: String, CaseIterable, Codable, Sendable {
  /// None.
  case linear
  /// The hyperbolic tangent.
  case tanh
  /// Rectified linear units.
  case relu
  /// Rectified linear units of slope 0.01 below zero.
  case leakyReLU = "leaky-relu"
  /// Scaled exponential linear units.
  case selu
  /// Gaussian error linear units, exact.
  case gelu
  /// `sin x`, with the weights of a sinusoidal representation network.
  case siren

  /// The function itself.
  var activation: Activation {
    switch self {
    case .linear: .linear
    case .tanh: .tanh
    case .relu: .relu
    case .leakyReLU: .leakyReLU(slope: 0.01)
    case .selu: .selu
    case .gelu: .gelu
    case .siren: .sine(omega: 1)
    }
  }

  /// How its networks begin: all weights `U(±√(6/n))` for the sine, as its paper has them; normal
  /// with the gain of the function else.
  func initialization(width: Int) -> Initialization {
    self == .siren ? .variance(2 / Double(width), .uniform) : .kaiming(.normal)
  }

  /// The learning rate of momentum 0.9; between the listed depths that of the next shallower one.
  func learningRate(depth: Int) -> Double {
    let deepest = self == .relu || self == .leakyReLU ? 0.001 : 0.002
    let rates: [(depth: Int, rate: Double)] = [(2, 0.02), (4, 0.01), (8, 0.005), (16, deepest)]
    return rates.last { $0.depth <= depth }?.rate ?? 0.02
  }

  /// How it is written in titles.
  var title: String {
    switch self {
    case .linear, .tanh: rawValue
    case .relu: "ReLU"
    case .leakyReLU: "leaky ReLU"
    case .selu, .gelu, .siren: rawValue.uppercased()
    }
  }
}
