import Foundation

/// The nuclear norm, `φ(σ) = σ`: the ResNet penalties at `λ = ∞`.
public struct NuclearPenalty: SpectralPenalty, Hashable {
  /// The nuclear norm.
  public init() {}

  /// `σ`.
  public func value(at sigma: Double) -> Double { sigma }
  /// 1.
  public func derivative(at sigma: Double) -> Double { 1 }
  /// 0: the norm is convex.
  public var weakConvexity: Double { 0 }
  /// Soft thresholding, `max(0, y - τ)`.
  public func proximalOperator(step: Double) -> any ProximalOperator { SoftThreshold(step: step) }
}

/// `φ(σ) = λ log(1 + σ/λ)`.
///
/// - Source: the log-sum penalty of M. Fazel, H. Hindi and S. Boyd (2003), with slope 1 at 0.
public struct LogSumPenalty: SpectralPenalty, Hashable {
  /// `λ`, where the slope has fallen to one half.
  public let lambda: Double

  /// A penalty.
  ///
  /// - Throws: ``CostError`` if `λ` is not positive and finite.
  public init(lambda: Double) throws(CostError) {
    self.lambda = try positive(lambda, "lambda of the log-sum penalty")
  }

  /// `λ log(1 + σ/λ)`.
  public func value(at sigma: Double) -> Double {
    let s = sigma / lambda
    return lambda * (s == .infinity ? log(sigma) - log(lambda) : log1p(s))
  }
  /// `λ/(λ + σ)`.
  public func derivative(at sigma: Double) -> Double { lambda / (lambda + sigma) }
  /// `1/λ`.
  public var weakConvexity: Double { 1 / lambda }

  /// The larger root of `x + τλ/(λ + x) = y`, or 0.
  public func proximalOperator(step: Double) -> any ProximalOperator {
    LogSumProximal(penalty: self, step: step)
  }
}

/// The minimax concave penalty: `φ(σ) = σ - σ²/(2γλ)` up to `γλ`, constant beyond.
///
/// - Source: C.-H. Zhang, Nearly unbiased variable selection under minimax concave penalty (2010),
///   with slope 1 at 0.
public struct MCPPenalty: SpectralPenalty, Hashable {
  /// `λ`.
  public let lambda: Double
  /// `γ > 1`.
  public let gamma: Double

  /// A penalty.
  ///
  /// - Throws: ``CostError`` if `λ` is not positive and finite or `γ ≤ 1`.
  public init(lambda: Double, gamma: Double = 1.5) throws(CostError) {
    self.lambda = try positive(lambda, "lambda of the MCP")
    guard gamma > 1, gamma.isFinite else {
      throw CostError(.invalidParameter, "gamma of the MCP must exceed 1, but is \(gamma).")
    }
    self.gamma = gamma
  }

  /// `γλ`, where the penalty becomes constant.
  private var end: Double { gamma * lambda }

  /// `σ - σ²/(2γλ)`, at most `γλ/2`.
  public func value(at sigma: Double) -> Double {
    sigma >= end ? end / 2 : sigma * (1 - sigma / (2 * end))
  }

  /// `max(0, 1 - σ/(γλ))`.
  public func derivative(at sigma: Double) -> Double { sigma >= end ? 0 : 1 - sigma / end }
  /// `1/(γλ)`.
  public var weakConvexity: Double { 1 / end }

  /// Firm thresholding for `τ < γλ`, hard thresholding beyond.
  public func proximalOperator(step: Double) -> any ProximalOperator {
    requireStep(step)
    return step < end
      ? MCPProximal(zeroThreshold: step, step: step, end: end)
      : MCPProximal(zeroThreshold: step.squareRoot() * end.squareRoot(), step: step, end: end)
  }
}

/// `max(0, y - τ)`.
private struct SoftThreshold: ProximalOperator {
  let step: Double

  init(step: Double) {
    requireStep(step)
    self.step = step
  }

  var zeroThreshold: Double { step }
  func callAsFunction(_ y: Double) -> Double {
    requireSingularValue(y)
    return max(0, y - step)
  }
}

/// Firm thresholding below `τ = γλ`, hard thresholding from there on.
private struct MCPProximal: ProximalOperator {
  let zeroThreshold: Double
  let step: Double
  let end: Double

  func callAsFunction(_ y: Double) -> Double {
    requireSingularValue(y)
    if y <= zeroThreshold { return 0 }
    return y < end && step < end ? (y - step) / (1 - step / end) : y
  }
}

/// The larger root of `x + τλ/(λ + x) = y`, where it is below 0 in objective.
private struct LogSumProximal: ProximalOperator {
  let penalty: LogSumPenalty
  let step: Double
  let zeroThreshold: Double

  init(penalty: LogSumPenalty, step: Double) {
    requireStep(step)
    self.penalty = penalty
    self.step = step
    let lambda = penalty.lambda
    guard step > lambda else {
      zeroThreshold = step
      return
    }
    // The operator jumps between the first y with a root and τ, where 0 stops being stationary.
    var (low, high) = (2 * step.squareRoot() * lambda.squareRoot() - lambda, step)
    while case let middle = low + (high - low) / 2, middle > low, middle < high {
      let x = Self.root(middle, penalty, step)
      // The objective against that of 0, over x.
      if penalty.value(at: x) / x * step + (x / 2 - middle) < 0 {
        high = middle
      } else {
        low = middle
      }
    }
    zeroThreshold = low
  }

  /// The larger root of `x² + (λ - y) x + λ (τ - y) = 0`, in the form whose terms have one sign.
  private static func root(_ y: Double, _ penalty: LogSumPenalty, _ step: Double) -> Double {
    let lambda = penalty.lambda
    let edge = 2 * step.squareRoot() * lambda.squareRoot()
    let sum = y + lambda
    let root = max(0, sum - edge).squareRoot() * (sum + edge).squareRoot()
    return y < lambda ? 2 * lambda / (lambda - y + root) * (y - step) : (y - lambda + root) / 2
  }

  func callAsFunction(_ y: Double) -> Double {
    requireSingularValue(y)
    guard y > zeroThreshold else { return 0 }
    return y < .infinity ? max(0, Self.root(y, penalty, step)) : y
  }
}
