import Foundation
public import Theory

/// A map through a bottleneck, `f = g ∘ h` with `h: Ω → ℝᵏ`, over a box `Ω`, and the residual
/// networks that compute it cheaply.
///
/// A stream that carries `√λ h(x)` is amplified by `1/λ` in `k` coordinates and read as
/// `h(x)/√λ`; what `h` and `g` themselves cost is `O(λ)`. So for small `λ` the cost is that of `k`
/// singular values: the upper half of theorem 3.3, in our normalisation.
///
/// ```swift
/// let map = try BottleneckFactorization(encoder: h, decoder: g, over: box)
/// let penalty = try ResNetPenalty(block: .depth2, depth: .blocks(1000), lambda: 1e-3)
/// let network = try map.network(penalty)                 // network.cost.total
/// let below = try JacobianSpectra(of: map.composition, at: points).certificate(penalty).cost
/// ```
///
/// - Source: E. Boix-Adsera, arXiv 2501.19149, theorem 3.3; the constructions are derived.
public struct BottleneckFactorization: Sendable {
  /// `h`, shifted where needed so that `h ≥ 0` over the box.
  public let encoder: ReLUNetwork
  /// `g`, shifted back.
  public let decoder: ReLUNetwork
  /// `f = g ∘ h`.
  public let composition: ReLUNetwork
  /// What was added to `h`: minus the lower bound of every output over the box where it is negative.
  public let shift: [Double]

  /// Encoder and decoder with at least one hidden layer each, as depth-2 blocks need them.
  let split: (encoder: ReLUNetwork, decoder: ReLUNetwork)

  /// A factorization.
  ///
  /// - Parameters:
  ///   - encoder: `h`; its outputs are the bottleneck.
  ///   - decoder: `g`.
  ///   - box: `Ω`, one interval per input of `h`.
  /// - Throws: ``NetworkError`` with code `shapeMismatch` where widths or the box do not fit, or
  ///   `invalidValue` where a side of the box is infinite or `h` is beyond range on it.
  public init(
    encoder: ReLUNetwork, decoder: ReLUNetwork, over box: [ClosedRange<Double>]
  ) throws(NetworkError) {
    guard box.count == encoder.inputs else {
      throw NetworkError(
        .shapeMismatch,
        "The box has \(box.count) sides, but the encoder takes \(encoder.inputs) entries.")
    }
    composition = try decoder.after(encoder)
    let bounds = encoder.bounds(over: box)
    guard bounds.allSatisfy({ $0.lowerBound.isFinite && $0.upperBound.isFinite }) else {
      throw NetworkError(
        .invalidValue,
        "The encoder is not bounded over the box: give a bounded box and smaller weights.")
    }
    shift = bounds.map { max(0, -$0.lowerBound) }
    self.encoder = try encoder.addingToOutput(shift)
    self.decoder = try decoder.subtractingFromInput(shift)
    split = try (self.encoder.withHiddenLayer, self.decoder.withHiddenLayer)
  }

  /// `k`, the width of the bottleneck.
  public var width: Int { encoder.outputs }

  /// What the network of ``network(_:share:)`` costs, by formula; also at infinite depth.
  ///
  /// With `Λ = bλ/a`, `γ = min(1, √Λ)` and `t - 1 = exp(2 log(1/γ)/L') - 1`:
  ///
  /// - depth-2: `a γ² (d_in + d_out) + bλ (2 C_{g,h} + 2 k L' (t - 1))`, `L'` the blocks that are left
  ///   to the amplifier and `C_{g,h}` half the squared norms of encoder and decoder;
  /// - depth-1: `a γ² (d_in + ‖G_p‖²) + bλ L (Σ ‖B‖²/N + L' k (t - 1)²)`, a sum over the `ν` simulated
  ///   layers of `N = ⌊εL⌋` blocks each, `L' = L - νN`.
  ///
  /// - Parameters:
  ///   - penalty: Block kind, depth, `λ` and constants of the cost.
  ///   - share: `ε`, the share of the blocks for every simulated layer of depth-1, in `(0, 1/ν)`; the
  ///     best of ``shares`` if nil. Depth-2 has none.
  /// - Returns: The cost and its two parts.
  /// - Throws: ``NetworkError`` with code `invalidValue` where the depth leaves no block to the
  ///   amplifier, or the share is out of range.
  public func cost(
    _ penalty: ResNetPenalty, share: Double? = nil
  ) throws(NetworkError) -> NetworkCost {
    try plan(penalty, share: share).cost
  }

  /// The `ε` that makes the depth-1 network cheapest among ``shares``; nil for depth-2.
  public func bestShare(_ penalty: ResNetPenalty) throws(NetworkError) -> Double? {
    try plan(penalty, share: nil).share
  }

  /// A residual network that equals `f` on the box.
  ///
  /// - Parameters:
  ///   - penalty: Block kind, finite depth, `λ` and constants of the cost.
  ///   - share: As for ``cost(_:share:)``.
  /// - Returns: The weights.
  /// - Throws: As ``cost(_:share:)``, also for infinite depth.
  public func network(
    _ penalty: ResNetPenalty, share: Double? = nil
  ) throws(NetworkError) -> ResidualNetwork {
    let plan = try plan(penalty, share: share)
    guard let counts = plan.counts else {
      throw NetworkError(
        .invalidValue, "A network of infinite depth has no weights; give a number of blocks.")
    }
    return switch penalty.block {
    case .depth1: depth1Network(plan, counts)
    case .depth2: depth2Network(plan, counts)
    }
  }

  /// The values of `ε` that are tried for depth-1 blocks.
  public static let shares = [0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]
}

extension ResNetPenalty {
  /// What one unit of rank costs as `λ → 0` at infinite depth: `λ/2 log²(1/λ)` for depth-1,
  /// `λ log(1/λ)` for depth-2; for other constants `2a` times that of `bλ/a`.
  ///
  /// The cost over this number tends to the rank, but only like `1/log(1/λ)`. It is positive for
  /// `bλ/a < 1` only.
  public var costPerRank: Double {
    let log = -log(scaledLambda)
    let factor = 2 * constants.residual * lambda
    return block == .depth1 ? factor * (log * log / 2) : factor * log
  }
}
