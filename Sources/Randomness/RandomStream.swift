import CBLAS

/// The random numbers of one seed path.
///
/// A draw is a pure function of the path and of its position. The path's 128-bit hash gives the
/// key (first half) and the upper half of the counter; the position is the lower half, counted in
/// Philox blocks of 128 bits.
///
/// A fill starts at a fresh block and takes 64 bits per `Double` and 32 bits per `Float`:
/// ⌈count/2⌉ or ⌈count/4⌉ blocks. Hence a fill split at multiples of 2 (`Double`) or 4 (`Float`)
/// gives the same numbers as a whole one, and all instruction sets give the same bits.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: UInt64
  private let stream: UInt64
  /// The next unused block.
  public private(set) var position: UInt64 = 0
  /// The second half of the last block that `next()` opened.
  private var spare: UInt64?

  /// The stream named `path`, at its beginning.
  public init(_ path: SeedPath) {
    (key, stream) = SipHash.hash(path.description.utf8)
  }

  /// The next 64 uniform bits; two of them share a block.
  public mutating func next() -> UInt64 {
    if let word = spare {
      spare = nil
      return word
    }
    let words = Philox.block(
      counter: (
        UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
      ),
      key: (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)))
    position &+= 1
    spare = UInt64(words.2) | UInt64(words.3) << 32
    return UInt64(words.0) | UInt64(words.1) << 32
  }

  /// Fills `buffer` with independent draws.
  public mutating func fill(
    _ buffer: UnsafeMutableBufferPointer<Double>, from distribution: Distribution
  ) {
    fill(buffer, from: distribution, using: .available)
  }

  /// Fills `buffer` with independent draws.
  public mutating func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from distribution: Distribution
  ) {
    fill(buffer, from: distribution, using: .available)
  }

  /// `count` independent draws.
  public mutating func values(_ count: Int, from distribution: Distribution) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: distribution)
      initialized = count
    }
  }
}

// MARK: - Instruction sets

/// Which compilation of the vector loops to run; all give the same draws.
package struct InstructionSet: Sendable, CustomStringConvertible {
  let level: lowrank_level

  /// What every processor of the architecture has.
  package static let baseline = InstructionSet(level: LOWRANK_LEVEL_BASELINE)
  /// The best that this machine has.
  package static let available = InstructionSet(level: lowrank_available_level())
  /// All that this machine has, `baseline` first.
  package static let allAvailable = (0...available.level.rawValue).map {
    InstructionSet(level: lowrank_level($0))
  }

  package var description: String {
    switch level {
    case LOWRANK_LEVEL_AVX512: "AVX-512"
    case LOWRANK_LEVEL_AVX2: "AVX2"
    default: "baseline"
    }
  }
}

extension RandomStream {
  package mutating func fill(
    _ buffer: UnsafeMutableBufferPointer<Double>, from distribution: Distribution,
    using instructions: InstructionSet
  ) {
    let place = take(blocks: (buffer.count + 1) / 2)
    switch distribution.checked {
    case .normal(let mean, let deviation):
      lowrank_normal_f64(
        instructions.level, place, mean, deviation, buffer.baseAddress, buffer.count)
    case .uniform(let range):
      lowrank_uniform_f64(
        instructions.level, place, range.lowerBound, range.upperBound - range.lowerBound,
        buffer.baseAddress, buffer.count)
    }
  }

  package mutating func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from distribution: Distribution,
    using instructions: InstructionSet
  ) {
    let place = take(blocks: (buffer.count + 3) / 4)
    switch distribution.checked {
    case .normal(let mean, let deviation):
      lowrank_normal_f32(
        instructions.level, place, Float(mean), Float(deviation), buffer.baseAddress, buffer.count)
    case .uniform(let range):
      lowrank_uniform_f32(
        instructions.level, place, Float(range.lowerBound),
        Float(range.upperBound - range.lowerBound), buffer.baseAddress, buffer.count)
    }
  }

  /// The next `count` blocks, for one use.
  mutating func take(blocks count: Int) -> lowrank_philox {
    let place = lowrank_philox(key: key, stream: stream, position: position)
    position &+= UInt64(count)
    spare = nil
    return place
  }
}

extension Distribution {
  fileprivate var checked: Distribution {
    switch self {
    case .normal(let mean, let deviation):
      precondition(
        mean.isFinite && deviation.isFinite && deviation >= 0,
        "a normal distribution needs a finite mean and a standard deviation >= 0, not \(self)")
    case .uniform(let range):
      precondition(
        (range.upperBound - range.lowerBound).isFinite,
        "a uniform distribution needs a range of finite width, not \(range)")
    }
    return self
  }
}
