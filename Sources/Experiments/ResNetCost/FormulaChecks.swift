import Foundation
import Theory

/// What the formula itself has to satisfy, measured.
public struct FormulaChecks: Codable, Sendable {
  /// The largest relative distance of `φ_{a,b}` from a direct minimisation.
  package var constants: Double
  /// The largest relative distance of `φ'` from central differences of `φ`.
  package var firstDerivative: Double
  /// The same for `φ''` and `φ'`.
  package var secondDerivative: Double
  /// The least relative `φ_L - φ_{2L}` over `L` = 1, 2, 4, …, 2048.
  package var leastDecrease: Double
  /// `L (φ_L - φ_∞)` (depth-2: `L + 1`) at `L` = 4096, in the order of the reference, depth-1 first.
  package var rates: [Double]
  /// The slope of `log (φ_L - φ_∞)` against `log L` between 1024 and 4096, depth-1 first; σ = 25, λ = 1.
  package var slopes: [Double]
  /// The penalty far out, in the order of the reference, depth-1 first.
  package var extremes: [Double]

  private static let arguments = (-6...6).map { 3 * pow(10, Double($0)) }

  static func measured() throws -> FormulaChecks {
    let depths: [NetworkDepth] = [.blocks(1), .blocks(3), .blocks(20), .infinite]
    var (constants, first, second) = (0.0, 0.0, 0.0)
    for block in BlockKind.allCases {
      for depth in depths {
        for (a, b) in [(1.0, 1.0), (0.5, 0.5), (1, 0.5), (2, 3)] {
          let penalty = try ResNetPenalty(
            block: block, depth: depth, lambda: 0.7,
            constants: CostConstants(embedding: a, residual: b))
          for sigma in [0.01, 0.3, 2, 30] {
            let direct = penalty.directMinimum(at: sigma)
            constants.raise(to: abs(penalty.value(at: sigma) / direct - 1))
          }
        }
        let penalty = try ResNetPenalty(block: block, depth: depth, lambda: 1)
        for sigma in arguments {
          let step = 1e-5 * sigma
          func slope(_ f: (Double) -> Double) -> Double {
            (f(sigma + step) - f(sigma - step)) / (2 * step)
          }
          func error(_ exact: Double, _ numeric: Double) -> Double {
            exact == 0 ? abs(numeric) : abs(numeric / exact - 1)
          }
          first.raise(to: error(penalty.derivative(at: sigma), slope(penalty.value)))
          // Where s = σ/λ is small, φ' = 1 + sφ'' has few digits of φ'': from s = 0.03 on.
          guard sigma > 0.01 else { continue }
          second.raise(to: error(penalty.secondDerivative(at: sigma), slope(penalty.derivative)))
        }
      }
    }
    return FormulaChecks(
      constants: constants, firstDerivative: first, secondDerivative: second,
      leastDecrease: try leastDecrease(), rates: try rates(), slopes: try slopes(),
      extremes: try extremes())
  }

  private static func leastDecrease() throws -> Double {
    var least = Double.infinity
    for block in BlockKind.allCases {
      for sigma in arguments {
        let values = try (0...12).map { power in
          try ResNetPenalty(block: block, depth: .blocks(1 << power), lambda: 1).value(at: sigma)
        }
        for (shallow, deep) in zip(values, values.dropFirst()) {
          least.lower(to: (shallow - deep) / shallow)
        }
      }
    }
    return least
  }

  private static func rates() throws -> [Double] {
    try BlockKind.allCases.flatMap { block in
      try ResNetCostReference.rates.map { rate in
        let factor = Double(block == .depth1 ? 4096 : 4097)
        return try factor
          * ResNetPenalty.excess(block, blocks: 4096, lambda: rate.lambda, sigma: rate.sigma)
      }
    }
  }

  private static func slopes() throws -> [Double] {
    try BlockKind.allCases.map { block in
      let (shallow, deep) = (
        try ResNetPenalty.excess(block, blocks: 1024, lambda: 1, sigma: 25),
        try ResNetPenalty.excess(block, blocks: 4096, lambda: 1, sigma: 25)
      )
      return log(deep / shallow) / log(4)
    }
  }

  private static func extremes() throws -> [Double] {
    try BlockKind.allCases.flatMap { block in
      try ResNetCostReference.extremes.map { extreme in
        try ResNetPenalty(block: block, depth: .blocks(extreme.blocks), lambda: 1)
          .value(at: extreme.sigma)
      }
    }
  }
}

extension ResNetPenalty {
  /// `φ_L(σ) - φ_∞(σ)`.
  static func excess(
    _ block: BlockKind, blocks: Int, lambda: Double, sigma: Double
  ) throws(CostError) -> Double {
    try ResNetPenalty(block: block, depth: .blocks(blocks), lambda: lambda).value(at: sigma)
      - ResNetPenalty(block: block, lambda: lambda).value(at: sigma)
  }

  /// What a singular value costs, minimised over the growth `c = eᵘ` of the whole network by golden
  /// sections; nothing of the closed form is used.
  func directMinimum(at sigma: Double) -> Double {
    func cost(_ u: Double) -> Double {
      let growth: (linear: Double, square: Double) =
        switch depth {
        case .blocks(let count):
          (
            Double(count) * expm1(u / Double(count)),
            pow(Double(count) * expm1(u / Double(count)), 2)
          )
        case .infinite: (u, u * u)
        }
      let residual = block == .depth1 ? growth.square : 2 * growth.linear
      return 2 * constants.embedding * sigma * exp(-u) + constants.residual * lambda * residual
    }
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (0.0, 30.0)
    while high - low > 1e-9 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if cost(left) <= cost(right) { high = right } else { low = left }
    }
    return Swift.min(cost(low), cost((low + high) / 2))
  }
}
