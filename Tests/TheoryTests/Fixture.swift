import Foundation

/// Numbers of mpmath at 40 digits; rebuilt by `Tests/Fixtures/theory/make_theory.py`.
struct Fixture: Decodable {
  struct Special: Decodable {
    let x: Double
    let digamma: Double
    let logGamma: Double
  }
  struct Offset: Decodable {
    let depth: Int
    let value: Double
  }
  struct FussCatalan: Decodable {
    struct Point: Decodable {
      let sigma: Double
      let densitySigma: Double
      let densitySquared: Double
      let cumulative: Double
    }
    let depth: Int
    let mass: Double
    let meanSigma: Double
    let entropyOffsetWeights: Double
    let entropyOffsetGram: Double
    let points: [Point]
  }
  struct MarchenkoPastur: Decodable {
    struct Point: Decodable {
      let x: Double
      let density: Double
      let cumulative: Double
    }
    let ratio: Double
    let entropyOffset: Double
    let thirdMoment: Double
    let points: [Point]
  }

  let special: [Special]
  let offsetWeights: [Offset]
  let fussCatalan: [FussCatalan]
  let marchenkoPastur: [MarchenkoPastur]

  static func load() throws -> Fixture { try decode("theory.json") }
}

/// Simulations in NumPy; rebuilt by `Tests/Fixtures/theory/finite_width.py`.
struct Simulation: Decodable {
  struct Mean: Decodable {
    let mean: Double
    let standardError: Double
  }
  struct Product: Decodable {
    let width: Int
    let depth: Int
    let draws: Int
    let weights: Mean
    let gram: Mean
  }
  struct Inputs: Decodable {
    let width: Int
    let depth: Int
    let inputs: Int
    let mean: Double
    let standardError: Double
  }
  let products: [Product]
  let inputs: [Inputs]

  static func load() throws -> Simulation { try decode("finite_width.json") }
}

private func decode<T: Decodable>(_ name: String) throws -> T {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/theory").appending(path: name)
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(T.self, from: Data(contentsOf: file))
}

/// `|a - b|` relative to the larger of 1 and `|b|`.
func error(_ a: Double, _ b: Double) -> Double { abs(a - b) / max(1, abs(b)) }

/// A few operations on numbers of order 1.
let rounding = 32 * Double.ulpOfOne

/// The integral over `0...length`, by the double-exponential rule: it reaches 12 digits also where
/// the integrand has integrable singularities at the ends.
///
/// - Parameters:
///   - length: The upper end.
///   - f: The integrand; it is asked down to `10⁻³⁰⁰`.
/// - Returns: The integral.
func integral(to length: Double, _ f: (Double) -> Double) -> Double {
  let h = 1.0 / 64
  return (-400...400).reduce(0) { sum, i in
    let t = Double(i) * h
    let u = Double.pi / 2 * sinh(t)
    // The share of the length left of the node is 1 / (1 + e^(-2u)), without cancellation.
    let share = 1 / (1 + exp(-2 * u))
    let weight = Double.pi / 2 * cosh(t) / (2 * cosh(u) * cosh(u)) * h
    guard weight > 0, weight.isFinite, share > 0, share < 1 else { return sum }
    return sum + length * weight * f(length * share)
  }
}
