public import Runs

/// The parameters of ``CompletionPenalties``.
public struct CompletionPenaltiesSettings: ExperimentSettings {
  var penalties = ComparedPenalty.allCases
  var instances = 20
  var size = 40
  var rank = 3
  var share = 0.35
  var noise = 0.05
  var points = 14
  var steps = 300
  var selection = Selection.heldOut
  var sensingInstances = 20
  var regressionInstances = 20

  /// Whether a weight is also chosen without knowing the truth.
  enum Selection: String, CaseIterable, Sendable {
    /// Only the best point is looked for.
    case none
    /// A fifth of the entries is held out once.
    case heldOut = "held-out"
  }

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      penalties = [.nuclear, .depth1, .depth2, .logSum, .mcp]
      (instances, sensingInstances, regressionInstances) = (2, 2, 2)
      (points, steps) = (7, 200)
    case .quick:
      penalties = [.nuclear, .depth1, .depth2, .logSum, .mcp]
      (instances, sensingInstances, regressionInstances) = (8, 3, 3)
      selection = .none
    case .paper: break
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<CompletionPenaltiesSettings>] = [
    .choices("penalties", "penalties of the completion", \.penalties),
    .integer("instances", "matrices to complete", \.instances, in: 2...1000),
    .integer("size", "rows and columns of a matrix to complete", \.size, in: 4...200),
    .integer("rank", "its rank", \.rank, in: 1...100),
    .number("share", "probability that an entry is observed", \.share, in: 0.01...1),
    .number("noise", "standard deviation of the noise in an entry", \.noise, in: 0...100),
    .integer("points", "weights of a path", \.points, in: 2...1000),
    .integer("steps", "proximal steps per weight at most", \.steps, in: 1...1_000_000),
    .choice("selection", "how a weight is chosen without the truth", \.selection),
    .integer("sensing-instances", "problems of sensing", \.sensingInstances, in: 2...1000),
    .integer("regression-instances", "problems of regression", \.regressionInstances, in: 2...1000),
  ]
}
