import Foundation
import Randomness
import Testing

@Suite struct RandomStreamTests {
  static let path = SeedPath(root: 7) / "random-stream-tests"
  static let uniform = Distribution.uniform(0...1)

  // MARK: Oracles

  /// The words of block `index`, from the scalar generator, which has its own published vectors.
  private func words(_ index: Int, of path: SeedPath) -> (UInt64, UInt64) {
    var stream = RandomStream(path)
    for _ in 0..<index { _ = (stream.next(), stream.next()) }
    return (stream.next(), stream.next())
  }

  @Test("oracle: uniform draws are the scalar generator's words")
  func uniformWords() {
    let doubles = draws(of: Double.self, 34, from: Self.uniform)
    let floats = draws(of: Float.self, 68, from: Self.uniform)
    for block in 0..<17 {
      let (first, second) = words(block, of: Self.path)
      #expect(doubles[2 * block] == (Double(first >> 12) + 0.5) * 0x1p-52)
      #expect(doubles[2 * block + 1] == (Double(second >> 12) + 0.5) * 0x1p-52)
      for (place, word) in [first, first >> 32, second, second >> 32].enumerated() {
        let bits = Float(UInt32(truncatingIfNeeded: word) >> 9)
        #expect(floats[4 * block + place] == (bits + 0.5) * 0x1p-23)
      }
    }
  }

  @Test("oracle: normal draws are Box and Muller's, evaluated with the C library")
  func boxMuller() {
    let doubles = draws(of: Double.self, 4000, from: .standardNormal)
    let floats = draws(of: Float.self, 8000, from: .standardNormal)
    // A stream hands on the two words of each block in turn.
    var stream = RandomStream(Self.path)
    var worst = (double: 0.0, float: 0.0)
    for block in 0..<2000 {
      let (first, second) = (stream.next(), stream.next())
      let pair = rotated(
        radius: (Double(first >> 12) + 0.5) * 0x1p-52,
        angle: (Double(second >> 12) + 0.5) * 0x1p-52,
        quarter: second)
      worst.double = max(
        worst.double, abs(doubles[2 * block] - pair.0), abs(doubles[2 * block + 1] - pair.1))
      for half in 0..<2 {
        let radius = UInt32(truncatingIfNeeded: first >> (32 * half))
        let angle = UInt32(truncatingIfNeeded: second >> (32 * half))
        let pair = rotated(
          radius: (Double(radius >> 1) + 0.5) * 0x1p-31,
          angle: (Double(angle >> 9) + 0.5) * 0x1p-23, quarter: UInt64(angle))
        let place = 4 * block + half
        worst.float = max(
          worst.float, abs(Double(floats[place]) - pair.0),
          abs(Double(floats[place + 2]) - pair.1))
      }
    }
    // |z| < 8: an ulp is below 2⁻⁵⁰ and 2⁻²¹; three roundings of the product and 2 ulp of the
    // logarithm fit into 4 of them. In float32, 1 - u near u = 1 is known to 2⁻²⁵ only, which
    // moves a radius near zero by at most √(2·2⁻²⁵) = 2⁻¹²; of 4000 pairs none is so near that
    // this exceeds 2⁻¹⁷.
    #expect(worst.double < 4 * 0x1p-50)
    #expect(worst.float < 0x1p-17)
  }

  private func rotated(radius: Double, angle: Double, quarter: UInt64) -> (Double, Double) {
    let r = (-2 * log(radius)).squareRoot()
    let x = Double.pi / 2 * (angle - 0.5)
    let (s, c) = (r * sin(x), quarter & 1 == 0 ? r * cos(x) : -r * cos(x))
    return quarter & 2 == 0 ? (s, c) : (c, s)
  }

  // MARK: Laws of the stream

  @Test("law: every instruction set gives the same bits", arguments: InstructionSet.allAvailable)
  func instructionSets(_ instructions: InstructionSet) {
    let distributions: [Distribution] = [
      .normal(mean: 0.1, standardDeviation: 3), .uniform(-0.3...7),
    ]
    for distribution in distributions {
      for count in [0, 1, 15, 16, 17, 31, 33, 5000] {
        #expect(
          draws(of: Double.self, count, from: distribution, using: instructions)
            == draws(of: Double.self, count, from: distribution, using: .baseline))
        #expect(
          draws(of: Float.self, count, from: distribution, using: instructions)
            == draws(of: Float.self, count, from: distribution, using: .baseline))
      }
    }
  }

  @Test("law: a fill split at whole blocks gives the same draws", arguments: [2, 4, 18, 32, 98])
  func splitting(_ first: Int) {
    var stream = RandomStream(Self.path)
    let parts = stream.values(first, from: .standardNormal) + stream.values(9, from: Self.uniform)
    #expect(Array(parts[..<first]) == draws(of: Double.self, first, from: .standardNormal))
    #expect(
      Array(parts[first...])
        == Array(draws(of: Double.self, first + 9, from: Self.uniform)[first...]))
  }

  @Test("law: a fill starts at a fresh block and leaves the stream at one")
  func positions() {
    var stream = RandomStream(Self.path)
    let word = stream.next()
    #expect(stream.position == 1)
    _ = stream.values(3, from: Self.uniform)
    #expect(stream.position == 3)
    var floats = [Float](repeating: 0, count: 5)
    floats.withUnsafeMutableBufferPointer { stream.fill($0, from: .standardNormal) }
    #expect(stream.position == 5)
    let words = words(5, of: Self.path)
    #expect((stream.next(), stream.next()) == words)
    #expect(word == self.words(0, of: Self.path).0)
  }

  @Test("hostile: distributions without a meaning stop the program")
  func refusedDistributions() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(SeedPath(root: 1))
      _ = stream.values(1, from: .normal(mean: 0, standardDeviation: -1))
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(SeedPath(root: 1))
      _ = stream.values(1, from: .uniform(0 ... .infinity))
    }
  }
}

/// The first `count` draws of the suite's stream.
private func draws<Scalar: BinaryFloatingPoint>(
  of: Scalar.Type, _ count: Int, from distribution: Distribution,
  using instructions: InstructionSet = .available
) -> [Scalar] {
  var stream = RandomStream(RandomStreamTests.path)
  var values = [Scalar](repeating: .nan, count: count)
  values.withUnsafeMutableBytes { bytes in
    if Scalar.self == Double.self {
      stream.fill(bytes.bindMemory(to: Double.self), from: distribution, using: instructions)
    } else {
      stream.fill(bytes.bindMemory(to: Float.self), from: distribution, using: instructions)
    }
  }
  return values
}
