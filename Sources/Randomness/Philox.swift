/// The counter-based generator Philox4x32-10.
///
/// A keyed bijection of 128-bit counters whose outputs pass TestU01's BigCrush; there is no state
/// to hand on, so every draw is a function of its place. `RandomStream` chooses the places.
///
/// - Source: Salmon, Moraes, Dror, Shaw, *Parallel random numbers: as easy as 1, 2, 3*, SC 2011,
///   section 3.3; constants and test vectors from the authors' Random123.
public enum Philox {
  /// Ten rounds of Philox4x32.
  ///
  /// - Parameters:
  ///   - counter: The four words of the counter, lowest first.
  ///   - key: The two words of the key, lowest first.
  /// - Returns: Four uniform words.
  @inlinable
  public static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let first = counter.0.multipliedFullWidth(by: 0xD251_1F53)
      let second = counter.2.multipliedFullWidth(by: 0xCD9E_8D57)
      counter = (
        second.high ^ counter.1 ^ key.0, second.low, first.high ^ counter.3 ^ key.1, first.low
      )
      key = (key.0 &+ 0x9E37_79B9, key.1 &+ 0xBB67_AE85)
    }
    return counter
  }
}
