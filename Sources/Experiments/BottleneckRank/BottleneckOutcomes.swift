import Foundation
import Networks
import Tensors
import Theory

/// What the tripod map shows.
public struct TripodOutcome: Codable, Sendable, Equatable {
  /// The largest second singular value of the derivative.
  public let secondSingularValue: Double
  /// The Jacobian rank that was met.
  public let rank: Int
  /// The largest distance of the ReLU network from the formula of the map.
  public let networkError: Double
  /// The smallest `|T(p) - T(q)| / |p - q|` over pairs of points of the tripod.
  public let smallestStretch: Double
  /// The side of ``cones``.
  public let side: Int
  /// Which of the three outputs is positive in each cell of `[-1, 1]²`, row by row; 0 where none is.
  public let cones: [Int]

  init(points: Matrix<Double>) throws {
    let network = try BottleneckMap.tripodNetwork()
    let spectra = try JacobianSpectra(of: network, at: points)
    secondSingularValue = spectra.pieces.map { $0.singularValues[1] }.greatest
    rank = spectra.rank
    networkError = (0..<points.rows).reduce(into: 0.0) { worst, row in
      let x = points.row(row)
      for (found, expected) in zip(network(x), Self.formula(x)) {
        worst.raise(to: (found - expected).magnitude)
      }
    }
    smallestStretch = Self.stretch(of: network)
    let cells = 0..<160
    side = cells.count
    // Points inside the cells, none of them on an edge of a cone.
    cones = cells.flatMap { row in
      cells.map { column in
        let x = [(Double(column) + 0.25) / 80 - 1, (Double(row) + 0.5) / 80 - 1]
        return (network(x).firstIndex { $0 > 0 } ?? -1) + 1
      }
    }
  }

  private static func formula(_ x: [Double]) -> [Double] {
    [x[0] - abs(x[1]), x[1] - abs(x[0]), -x[0] - abs(x[1])].map { max($0, 0) }
  }

  private static func stretch(of network: ReLUNetwork) -> Double {
    let reach = (1...40).map { Double($0) / 40 }
    let legs: [[Double]] = reach.flatMap { [[$0, 0], [0, $0], [-$0, 0]] }
    let tripod = [[0, 0]] + legs
    let images = tripod.map { network($0) }
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    var smallest = Double.infinity
    for i in tripod.indices {
      for j in 0..<i {
        smallest.lower(to: distance(images[i], images[j]) / distance(tripod[i], tripod[j]))
      }
    }
    return smallest
  }
}

/// What one network shows that is evaluated block by block.
public struct ExactOutcome: Codable, Sendable, Equatable {
  /// The largest distance from `f`, every block evaluated.
  public let error: Double
  /// The largest distance from `f`, equal blocks in one step.
  public let shortcutError: Double
  /// The cost by formula.
  public let formulaCost: Double
  /// The cost summed over the weights.
  public let weightCost: Double
  /// The lower certificate at this depth.
  public let certificate: Double

  init(of probe: MapProbe, penalty: ResNetPenalty, share: Double?) throws {
    let network = try probe.factorization.network(penalty, share: share)
    let (architecture, parameters) = try network.unrolled()
    error = probe.error(of: architecture.outputs(of: parameters, on: probe.checks))
    shortcutError = probe.error(of: network.outputs(of: probe.checks))
    formulaCost = try probe.factorization.cost(penalty, share: share).total
    weightCost = network.cost.total
    certificate = probe.spectra.certificate(penalty).cost
  }
}

/// Costs over `N(λ)`, and what they tend to.
public struct RatiosOutcome: Codable, Sendable, Equatable {
  /// One `λ = 10^-e`.
  public struct Row: Codable, Sendable, Equatable {
    /// `e`.
    public let exponent: Int
    /// Cost of the explicit network over `N(λ)`.
    public let upper: Double
    /// Lower certificate at infinite depth over `N(λ)`.
    public let lower: Double
    /// The lower certificate at the network's own depth over the network's cost; at most 1.
    public let certificateShare: Double
    /// The best `ε`, for depth-1.
    public let share: Double?
    /// How far the cost by formula is from the sum over the weights, relative.
    public let costMismatch: Double
    /// The largest distance of the network from `f`.
    public let error: Double
  }

  /// One row per exponent.
  public let rows: [Row]
  /// The largest rank of a derivative that was met.
  public let jacobianRank: Int
  /// The coefficient of `log(1/λ)` (depth-2) or `½ log²(1/λ)/(1 - νε)` (depth-1) in the cost over
  /// `λ`, from two far smaller `λ` and many blocks: the bottleneck width, without knowing it.
  public let upperReadout: Double
  /// The same of the lower certificate, for depth-2: the Jacobian rank.
  public let lowerReadout: Double?
  /// What is left of the depth-2 cost over `λ` after `k log(1/λ)`.
  public let constant: Double?
  /// What it should be: `(d_in + d_out)/2 + C_{g,h}`.
  public let expectedConstant: Double?

  init(of probe: MapProbe, block: BlockKind, blocks: Int, exponents: [Int]) throws {
    let map = probe.factorization
    rows = try exponents.map { exponent in
      try Row(of: probe, block: block, blocks: blocks, exponent: exponent)
    }
    jacobianRank = probe.spectra.rank
    let ends = try Self.readoutExponents.map { exponent in
      let deep = try BottleneckRank.penalty(
        block, .blocks(Self.readoutBlocks), exponent: exponent)
      let limit = try BottleneckRank.penalty(block, .infinite, exponent: exponent)
      let share = block == .depth1 ? Self.readoutShare : nil
      return (
        log: -log(deep.lambda),
        upper: try map.network(deep, share: share).cost.total / deep.lambda,
        lower: probe.spectra.certificate(limit).cost / deep.lambda
      )
    }
    let (near, far) = (ends[0], ends[1])
    switch block {
    case .depth2:
      upperReadout = (far.upper - near.upper) / (far.log - near.log)
      lowerReadout = (far.lower - near.lower) / (far.log - near.log)
      constant = far.upper - Double(map.width) * far.log
      expectedConstant = Double(map.encoder.inputs + map.decoder.outputs) / 2 + map.mapCost
    case .depth1:
      let layers = map.encoder.layers.count + map.decoder.layers.count - 1
      upperReadout =
        2 * (far.upper - near.upper) / (far.log * far.log - near.log * near.log)
        * (1 - Double(layers) * Self.readoutShare)
      (lowerReadout, constant, expectedConstant) = (nil, nil, nil)
    }
  }

  /// Two `λ = 10^-e` so small that nothing but the leading term and a constant is left.
  private static let readoutExponents = [100, 300]
  /// So many blocks that finite depth changes nothing in the ninth digit.
  private static let readoutBlocks = 1_000_000_000_000
  private static let readoutShare = 0.005
}

extension RatiosOutcome.Row {
  init(of probe: MapProbe, block: BlockKind, blocks: Int, exponent: Int) throws {
    let penalty = try BottleneckRank.penalty(block, .blocks(blocks), exponent: exponent)
    let limit = try BottleneckRank.penalty(block, .infinite, exponent: exponent)
    let share = try probe.factorization.bestShare(penalty)
    let network = try probe.factorization.network(penalty, share: share)
    let cost = try probe.factorization.cost(penalty, share: share).total
    self.init(
      exponent: exponent, upper: cost / penalty.costPerRank,
      lower: probe.spectra.certificate(limit).cost / limit.costPerRank,
      certificateShare: probe.spectra.certificate(penalty).cost / cost, share: share,
      costMismatch: (network.cost.total / cost - 1).magnitude,
      error: probe.error(of: network.outputs(of: probe.checks)))
  }
}

/// Cost and certificate at one depth.
public struct DepthRow: Codable, Sendable, Equatable {
  /// `L`; nil for infinite depth.
  public let blocks: Int?
  /// The cost of the explicit network.
  public let cost: Double
  /// The lower certificate.
  public let certificate: Double

  init(of probe: MapProbe, blocks: Int?, penalty: ResNetPenalty) throws {
    self.blocks = blocks
    cost = try probe.factorization.cost(penalty).total
    certificate = probe.spectra.certificate(penalty).cost
  }
}
