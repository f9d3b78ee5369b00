/// A kernel between samples `zᵢ`, the rows of a matrix.
public enum ActivationKernel: Hashable, Sendable {
  /// `zᵢ·zⱼ`
  case linear
  /// `zᵢ·zⱼ/(‖zᵢ‖‖zⱼ‖)`
  case cosine
  /// One minus the cosine; indefinite, with one positive eigenvalue, which is half of `Σ|λ|`.
  case cosineDistance
  /// `exp(−γ‖zᵢ − zⱼ‖²)`, `γ > 0`
  case gaussian(Double)

  /// Whether a sample of zeros has no place in it.
  var isUndefinedAtZero: Bool { self == .cosine || self == .cosineDistance }
}

extension ActivationKernel: LosslessStringConvertible {
  /// Reads `linear`, `cosine`, `cosine_distance` or `rbf:γ`; nil for anything else.
  public init?(_ description: String) {
    switch description {
    case "linear": self = .linear
    case "cosine": self = .cosine
    case "cosine_distance": self = .cosineDistance
    default:
      guard description.hasPrefix("rbf:"), let gamma = Double(description.dropFirst(4)),
        gamma > 0, gamma.isFinite
      else { return nil }
      self = .gaussian(gamma)
    }
  }

  /// The name by which the kernel is asked for.
  public var description: String {
    switch self {
    case .linear: "linear"
    case .cosine: "cosine"
    case .cosineDistance: "cosine_distance"
    case .gaussian(let gamma): "rbf:\(gamma)"
    }
  }
}

/// How stored activations are measured.
public struct ActivationOptions: Hashable, Sendable {
  /// What is taken off the features before anything is measured.
  ///
  /// Similarities center by definition, whatever is chosen here.
  public enum Centering: String, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// Their means over the samples; of other kernels than the linear one `HKH`, `H = I − 11ᵀ/n`.
    case mean
  }

  /// The kernel behind the metrics `gram_…`; similarities are those of the linear kernel.
  public var kernel = ActivationKernel.linear
  /// What is taken off first.
  public var centering = Centering.none

  /// The linear kernel of the features as they are.
  public init() {}
}
