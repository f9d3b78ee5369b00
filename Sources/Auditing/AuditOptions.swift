/// What an audit measures and how; everything here that changes a number is part of a row's key.
public struct AuditOptions: Codable, Hashable, Sendable {
  /// How singular values are found.
  public enum Route: String, Codable, CaseIterable, Hashable, Sendable {
    /// By the Gram matrix, unless a metric needs values that it loses.
    case automatic = "auto"
    /// By the Gram matrix always.
    case gram
    /// By QR and a singular value decomposition always.
    case direct
  }

  /// How kernels of convolutions become matrices where no rule says otherwise.
  public enum ConvolutionView: String, Codable, CaseIterable, Hashable, Sendable {
    case reshape, slices, `operator`
  }

  /// Another program whose columns are written beside.
  public enum Compatibility: String, Codable, CaseIterable, Hashable, Sendable {
    /// `weightwatcher.csv`, with the names and formulas of WeightWatcher.
    case weightWatcher = "weightwatcher"
  }

  /// The names of the metrics to compute; nil for all.
  public var metrics: [String]?
  /// Relative tolerances of `rank@X`.
  public var rankTolerances = [1e-2, 1e-3]
  /// Exponents of `schatten_p@P`.
  public var schattenExponents = [2.0 / 3, 0.5, 1]
  /// Ranks of `rel_error@k` and `compress_ratio@k`.
  public var compressionRanks = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
  /// Replicates of the permutation null.
  public var nullReplicates = 1
  /// The root of every draw.
  public var seed: UInt64 = 0
  /// The probability that noise alone passes the threshold of spikes.
  public var tracyWidomProbability = 0.01
  /// The fewest values in a power-law tail.
  public var alphaMinimumTail = 50
  /// Replicates of the bootstrap of `alpha_p`.
  public var alphaBootstrap = 0
  /// How singular values are found.
  public var route = Route.automatic
  /// How kernels of convolutions become matrices.
  public var convolutionView = ConvolutionView.reshape
  /// Another program whose columns are written beside; nil for none.
  public var compatibility: Compatibility?
  /// The grid of `conv.operator`.
  public var convolutionGrid = [32, 32]
  /// Whether integers are audited too.
  public var includesIntegers = false
  /// Whether tensors equal to another have rows of their own.
  public var repeatsAliases = false

  /// The defaults.
  public init() {}
}

extension AuditOptions {
  /// - Throws: ``AuditError`` with code `invalidOption` for what is no grid of a convolution.
  func checkConvolutionGrid() throws(AuditError) {
    guard convolutionGrid.count == 2, convolutionGrid.allSatisfy({ (1...1 << 15).contains($0) })
    else {
      throw AuditError(
        .invalidOption,
        "--conv-grid \(convolutionGrid.map(String.init).joined(separator: ",")) is no grid; give "
          + "two whole numbers from 1 to 32768, such as 32,32.")
    }
  }
}
