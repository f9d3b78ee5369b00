import Randomness
import Testing

@Suite struct PhiloxTests {
  struct Vector: Sendable {
    let counter: (UInt32, UInt32, UInt32, UInt32)
    let key: (UInt32, UInt32)
    let output: (UInt32, UInt32, UInt32, UInt32)
  }

  /// `kat_vectors` of Random123 1.14, philox4x32 with 10 rounds: zeros, ones, digits of π.
  static let published = [
    Vector(
      counter: (0, 0, 0, 0), key: (0, 0),
      output: (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    Vector(
      counter: (.max, .max, .max, .max), key: (.max, .max),
      output: (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    Vector(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: (0xa409_3822, 0x299f_31d0),
      output: (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("oracle: published vectors of Random123", arguments: published)
  func publishedVector(_ vector: Vector) {
    #expect(Philox.block(counter: vector.counter, key: vector.key) == vector.output)
  }

  @Test("law: each counter and key word changes the block")
  func everyWordMatters() {
    let zero = Philox.block(counter: (0, 0, 0, 0), key: (0, 0))
    for counter: (UInt32, UInt32, UInt32, UInt32) in [
      (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1),
    ] {
      #expect(Philox.block(counter: counter, key: (0, 0)) != zero)
    }
    for key: (UInt32, UInt32) in [(1, 0), (0, 1)] {
      #expect(Philox.block(counter: (0, 0, 0, 0), key: key) != zero)
    }
  }
}
