import Foundation
import Networks
public import Randomness
import Runs
import Tensors
public import Theory

/// The cost of nonlinear residual networks for small `λ`: between the Jacobian rank and the
/// bottleneck rank, in units of `λ log(1/λ)` (depth-2) or `λ/2 log²(1/λ)` (depth-1).
///
/// - Source: E. Boix-Adsera, arXiv 2501.19149, theorem 3.3, in our normalisation (a = b = 1/2).
/// - Cost: a few seconds on two cores at `quick`.
public struct BottleneckRank: Experiment {
  /// The resolved parameters.
  public let settings: BottleneckRankSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// What one trial computes.
  public enum Trial: Codable, Hashable, Sendable {
    /// Derivatives of the tripod map at random points, and whether it is injective on the tripod.
    case tripod(points: Int)
    /// One network, evaluated block by block.
    case exact(
      map: BottleneckMap, block: BlockKind, blocks: Int, exponent: Int, share: Double?, points: Int)
    /// Costs and certificates at many `λ = 10^-e`.
    case ratios(
      map: BottleneckMap, block: BlockKind, blocks: Int, exponents: [Int], points: Int)
    /// Cost and certificate at many depths.
    case depths(map: BottleneckMap, block: BlockKind, blocks: [Int], exponent: Int, points: Int)
  }

  /// What a trial shows.
  public enum Outcome: Codable, Sendable, Equatable {
    /// Of ``Trial/tripod(points:)``.
    case tripod(TripodOutcome)
    /// Of ``Trial/exact(map:block:blocks:exponent:share:points:)``.
    case exact(ExactOutcome)
    /// Of ``Trial/ratios(map:block:blocks:exponents:points:)``.
    case ratios(RatiosOutcome)
    /// Of ``Trial/depths(map:block:blocks:exponent:points:)``.
    case depths([DepthRow])
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: BottleneckRankSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    let points = settings.points
    let random = settings.bottlenecks.flatMap { k in
      (0..<settings.draws).map { BottleneckMap.random(bottleneck: k, draw: $0) }
    }
    var trials = [Trial.tripod(points: points)]
    for block in BlockKind.allCases {
      let shallow = BottleneckReference.shallow(block)
      for map in [.reference] + random {
        trials.append(
          .exact(
            map: map, block: block, blocks: shallow.blocks,
            exponent: BottleneckReference.shallowExponent,
            share: map == .reference ? shallow.share : nil, points: points))
      }
      for map in [.reference, .tripod, .linear(rank: 2)] + random {
        trials.append(
          .ratios(
            map: map, block: block, blocks: settings.blocks, exponents: settings.exponents,
            points: points))
      }
      trials.append(
        .depths(
          map: .reference, block: block, blocks: Self.depths,
          exponent: BottleneckReference.shallowExponent, points: points))
    }
    self.trials = trials
  }

  /// Numbers of blocks for the cost against depth; the layers of the reference map need three.
  static let depths = [8, 16, 32, 64, 128, 256, 1024, 4096, 16384, 65536, 1_048_576]

  /// The root of every draw of a trial: a map and its points are the same for both kinds of block.
  public func seedPath(of trial: Trial) -> SeedPath {
    switch trial {
    case .tripod: root / "points" / "tripod"
    case .exact(let map, _, _, _, _, _), .ratios(let map, _, _, _, _),
      .depths(let map, _, _, _, _):
      root / "points" / map.name
    }
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    switch trial {
    case .tripod(let points): Double(points)
    case .exact(_, _, let blocks, _, _, let points): Double(10 * blocks + points)
    case .ratios(_, _, _, let exponents, let points): Double(points + 1000 * exponents.count)
    case .depths(_, _, _, _, let points): Double(points)
    }
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    switch trial {
    case .tripod(let points):
      return .tripod(try TripodOutcome(points: randomPoints(trial, points, dimension: 2)))
    case .exact(let map, let block, let blocks, let exponent, let share, let points):
      return .exact(
        try ExactOutcome(
          of: probe(map, trial, points),
          penalty: Self.penalty(block, .blocks(blocks), exponent: exponent), share: share))
    case .ratios(let map, let block, let blocks, let exponents, let points):
      return .ratios(
        try RatiosOutcome(
          of: probe(map, trial, points), block: block, blocks: blocks, exponents: exponents))
    case .depths(let map, let block, let depths, let exponent, let points):
      let probe = try probe(map, trial, points)
      return .depths(
        try depths.map { blocks in
          try DepthRow(
            of: probe, blocks: blocks,
            penalty: Self.penalty(block, .blocks(blocks), exponent: exponent))
        } + [
          DepthRow(
            of: probe, blocks: nil, penalty: Self.penalty(block, .infinite, exponent: exponent))
        ])
    }
  }

  /// The penalty with `λ = 10^-e`.
  static func penalty(
    _ block: BlockKind, _ depth: NetworkDepth, exponent: Int
  ) throws -> ResNetPenalty {
    try ResNetPenalty(block: block, depth: depth, lambda: Double("1e-\(exponent)") ?? .nan)
  }

  private func probe(_ map: BottleneckMap, _ trial: Trial, _ points: Int) throws -> MapProbe {
    let factorization = try map.factorization(root: root)
    let dimension = factorization.encoder.inputs
    let random = randomPoints(trial, points, dimension: dimension)
    guard map == .reference else {
      return try MapProbe(
        factorization, at: random, checking: randomPoints(trial, 500, dimension: dimension))
    }
    return try MapProbe(
      factorization, at: random.stacked(on: cubeGrid(21, reaching: 1)),
      checking: cubeGrid(9, reaching: 0.95))
  }

  private func randomPoints(_ trial: Trial, _ count: Int, dimension: Int) -> Matrix<Double> {
    var stream = RandomStream(seedPath(of: trial))
    return Matrix(rows: count, columns: dimension, from: .uniform(-1...1), using: &stream)
  }
}

/// A map with its affine pieces and the points on which networks are compared with it.
struct MapProbe {
  let factorization: BottleneckFactorization
  let spectra: JacobianSpectra
  let checks: Matrix<Double>
  let values: Matrix<Double>

  init(
    _ factorization: BottleneckFactorization, at points: Matrix<Double>,
    checking checks: Matrix<Double>
  ) throws {
    self.factorization = factorization
    spectra = try JacobianSpectra(of: factorization.composition, at: points)
    self.checks = checks
    values = factorization.composition.outputs(of: checks)
  }

  /// The largest distance of an entry from that of `f`.
  func error(of outputs: Matrix<Double>) -> Double {
    (outputs - values).withUnsafeBufferPointer {
      $0.reduce(into: 0) { $0.raise(to: $1.magnitude) }
    }
  }
}

/// The points of a grid in the cube `[-edge, edge]³`, `side` to a side.
private func cubeGrid(_ side: Int, reaching edge: Double) -> Matrix<Double> {
  let places = (0..<side).map { edge * (2 * Double($0) / Double(side - 1) - 1) }
  return Matrix(places.flatMap { x in places.flatMap { y in places.map { [x, y, $0] } } })
}

extension Matrix<Double> {
  fileprivate func stacked(on other: Matrix) -> Matrix {
    Matrix(rows: rows + other.rows, columns: columns, elements: elements + other.elements)
  }
}
