/// SipHash-2-4 with 128-bit output, from a path to the key and the counter of its stream.
///
/// Chosen over FNV-1a, which mixes the last bytes of a string badly, and over a cryptographic hash,
/// which is longer than the rest of this module. The key is zero: nobody attacks a seed.
///
/// - Source: Aumasson, Bernstein, *SipHash: a fast short-input PRF*, INDOCRYPT 2012; the 128-bit
///   form is that of the authors' reference code.
package enum SipHash {
  /// The hash of `bytes` under the 128-bit `key`, lower half first.
  package static func hash(
    _ bytes: some Sequence<UInt8>, key: (UInt64, UInt64) = (0, 0)
  ) -> (UInt64, UInt64) {
    var state = State(key: key)
    var word: UInt64 = 0
    var length: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << (8 * (length % 8))
      length += 1
      if length.isMultiple(of: 8) {
        state.absorb(word)
        word = 0
      }
    }
    state.absorb(word | length << 56)
    state.v2 ^= 0xee
    let low = state.squeeze()
    state.v1 ^= 0xdd
    return (low, state.squeeze())
  }

  private struct State {
    var v0, v1, v2, v3: UInt64

    init(key: (UInt64, UInt64)) {
      v0 = 0x736f_6d65_7073_6575 ^ key.0
      v1 = 0x646f_7261_6e64_6f6d ^ key.1 ^ 0xee
      v2 = 0x6c79_6765_6e65_7261 ^ key.0
      v3 = 0x7465_6462_7974_6573 ^ key.1
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      rounds(2)
      v0 ^= word
    }

    mutating func squeeze() -> UInt64 {
      rounds(4)
      return v0 ^ v1 ^ v2 ^ v3
    }

    mutating func rounds(_ count: Int) {
      for _ in 0..<count {
        v0 &+= v1
        v1 = v0 ^ rotated(v1, by: 13)
        v0 = rotated(v0, by: 32)
        v2 &+= v3
        v3 = v2 ^ rotated(v3, by: 16)
        v0 &+= v3
        v3 = v0 ^ rotated(v3, by: 21)
        v2 &+= v1
        v1 = v2 ^ rotated(v1, by: 17)
        v2 = rotated(v2, by: 32)
      }
    }

    func rotated(_ word: UInt64, by count: UInt64) -> UInt64 {
      word << count | word >> (64 - count)
    }
  }
}
