import Foundation
import Theory

/// Scales, block counts and cost of one cheap network.
struct BottleneckPlan {
  /// How many blocks go where.
  struct Counts {
    /// For each simulated layer.
    let layer: Int
    /// For the amplifier.
    let amplifier: Int
    /// `t - 1`, the growth in one block of the amplifier.
    let rate: Double
  }

  let penalty: ResNetPenalty
  /// `γ`: the scale of the stream before the amplifier and `1/γ'`, with `γ'` that behind it.
  let scale: Double
  /// `ε`, for depth-1 only.
  let share: Double?
  /// Nil at infinite depth.
  let counts: Counts?
  let cost: NetworkCost
}

extension BottleneckFactorization {
  /// Every layer that depth-1 blocks simulate: those of `h`, and the hidden ones of `g`.
  var simulated: (encoder: ArraySlice<AffineMap>, decoder: ArraySlice<AffineMap>) {
    (encoder.layers[...], decoder.hidden)
  }

  func plan(_ penalty: ResNetPenalty, share: Double?) throws(NetworkError) -> BottleneckPlan {
    switch penalty.block {
    case .depth2: return try depth2Plan(penalty)
    case .depth1:
      let layers = simulated.encoder.count + simulated.decoder.count
      if let share {
        guard share > 0, share * Double(layers) < 1 else {
          throw NetworkError(
            .invalidValue,
            "The share of a simulated layer is \(share); with \(layers) layers it must lie between "
              + "0 and 1/\(layers).")
        }
        return try depth1Plan(penalty, share: share, layers: layers)
      }
      let fitting = Self.shares.filter { $0 * Double(layers) < 1 }
      var best = try depth1Plan(
        penalty, share: fitting.last ?? 0.5 / Double(layers), layers: layers)
      for candidate in fitting.dropLast() where leavesBlocks(penalty, candidate, layers) {
        let plan = try depth1Plan(penalty, share: candidate, layers: layers)
        if plan.cost.total < best.cost.total { best = plan }
      }
      return best
    }
  }

  // MARK: - Depth-2

  private func depth2Plan(_ penalty: ResNetPenalty) throws(NetworkError) -> BottleneckPlan {
    let scale = min(1, penalty.scaledLambda.squareRoot())
    let gain = -2 * log(scale)
    let simulating = split.encoder.hidden.count + split.decoder.hidden.count
    let counts = try counts(penalty, layer: 1, simulating: simulating, gain: gain)
    let growth = counts.map { Double($0.amplifier) * $0.rate } ?? gain
    let ends = Double(encoder.inputs + decoder.outputs)
    return BottleneckPlan(
      penalty: penalty, scale: scale, share: nil, counts: counts,
      cost: NetworkCost(
        embeddingPart: penalty.constants.embedding * (scale * scale * ends),
        residualPart: 2 * penalty.constants.residual * penalty.lambda
          * (mapCost + Double(width) * growth)))
  }

  /// `C_{g,h}`: half the squared norms of the blocks that compute `h` and `g`.
  ///
  /// As `λ → 0` the depth-2 cost at infinite depth is
  /// `λ (k log(1/λ) + (d_in + d_out)/2 + C_{g,h})` exactly, in constants one half.
  public var mapCost: Double {
    (blockNorm(of: split.encoder, clearing: .source)
      + blockNorm(of: split.decoder, clearing: .nothing)) / 2
  }

  private func blockNorm(of network: ReLUNetwork, clearing: Clearing) -> Double {
    let inner = network.hidden.reduce(0) { $0 + $1.weight.squaredNorm }
    let copies = network.hidden.dropLast().reduce(0) { $0 + Double($1.outputs) }
    let written =
      network.last.weight.squaredNorm + network.last.bias.reduce(0) { $0 + $1 * $1 }
    // Two weights of one per clearing unit; a signed coordinate needs two units.
    let cleared =
      clearing == .source
      ? network.hidden.dropFirst().reduce(Double(4 * network.inputs)) { $0 + Double(2 * $1.inputs) }
      : 0
    return inner + copies + written + cleared
  }

  // MARK: - Depth-1

  private func depth1Plan(
    _ penalty: ResNetPenalty, share: Double, layers: Int
  ) throws(NetworkError) -> BottleneckPlan {
    let scale = min(1, penalty.scaledLambda.squareRoot())
    let gain = -2 * log(scale)
    let counts = try counts(
      penalty, layer: layerBlocks(penalty, share), simulating: layers, gain: gain)
    let norms = (simulated.encoder + simulated.decoder).reduce(0) { $0 + $1.weight.squaredNorm }
    let k = Double(width)
    // L sum |B|^2 / N, and L L' k (t - 1)^2.
    let (simulation, amplification) =
      if let counts, case .blocks(let depth) = penalty.depth {
        (
          norms * (Double(depth) / Double(counts.layer)),
          k * (Double(depth) * counts.rate) * (Double(counts.amplifier) * counts.rate)
        )
      } else {
        (norms / share, k * gain * gain / (1 - Double(layers) * share))
      }
    let ends = Double(encoder.inputs) + decoder.last.weight.squaredNorm
    return BottleneckPlan(
      penalty: penalty, scale: scale, share: share, counts: counts,
      cost: NetworkCost(
        embeddingPart: penalty.constants.embedding * (scale * scale * ends),
        residualPart: penalty.constants.residual * penalty.lambda * (simulation + amplification)))
  }

  /// `N = max(1, ⌊εL⌋)`.
  private func layerBlocks(_ penalty: ResNetPenalty, _ share: Double) -> Int {
    guard case .blocks(let depth) = penalty.depth else { return 1 }
    return max(1, Int(share * Double(depth)))
  }

  private func leavesBlocks(_ penalty: ResNetPenalty, _ share: Double, _ layers: Int) -> Bool {
    guard case .blocks(let depth) = penalty.depth else { return true }
    return depth > layers * layerBlocks(penalty, share)
  }

  // MARK: - Both

  private func counts(
    _ penalty: ResNetPenalty, layer: Int, simulating layers: Int, gain: Double
  ) throws(NetworkError) -> BottleneckPlan.Counts? {
    guard case .blocks(let depth) = penalty.depth else { return nil }
    let rest = depth - layers * layer
    guard rest >= 1 else {
      throw NetworkError(
        .invalidValue,
        "\(depth) blocks leave none to the amplifier: this map needs \(layers * layer) for its "
          + "layers, so give at least \(layers * layer + 1).")
    }
    return BottleneckPlan.Counts(
      layer: layer, amplifier: rest, rate: expm1(gain / Double(rest)))
  }
}
