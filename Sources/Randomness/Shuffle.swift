import CBLAS

/// Numbers in a uniformly random order: each of the `count!` orders has the same probability, as far
/// as the words of the generator are independent and uniform.
///
/// The numbers arrive in pieces and are written once, into one of 256 buckets that a random byte
/// names; then each bucket, which fits a cache, is put in order by itself. One copy of the numbers
/// is all the memory that is taken, and a 256th part of it as scratch. The order depends on the path
/// and on the count, not on the pieces, the processor, or the type that the numbers are kept as.
///
/// Rejected: the algorithm of Fisher and Yates on the whole, which misses the cache at every number.
///
/// - Source: Rao, Randomisation of random-number tables, Sankhya 1961; Sandelius, A simple
///   randomization procedure, J. R. Stat. Soc. B 1962; Fisher and Yates within a bucket.
package enum Shuffle {
  /// What hands numbers over, in order: it calls its argument once per piece.
  package typealias Arrival = (_ hand: (UnsafeBufferPointer<Double>) -> Void) throws -> Void

  /// `count` numbers in random order, rounded to single precision.
  ///
  /// - Parameters:
  ///   - count: How many numbers arrive.
  ///   - path: The seed path of the order; one path, one order.
  ///   - arrive: Hands the numbers over.
  /// - Returns: The numbers, `(count)`.
  /// - Throws: What `arrive` throws.
  /// - Complexity: O(count).
  package static func singles(
    count: Int, path: SeedPath, arriving arrive: Arrival
  ) rethrows -> [Float] {
    try numbers(
      count, path, Loops(scatter: lowrank_shuffle_scatter_f32, groups: lowrank_shuffle_groups_f32),
      arriving: arrive)
  }

  /// `count` numbers in random order.
  ///
  /// - Parameters:
  ///   - count: How many numbers arrive.
  ///   - path: The seed path of the order; one path, one order.
  ///   - arrive: Hands the numbers over.
  /// - Returns: The numbers, `(count)`.
  /// - Throws: What `arrive` throws.
  /// - Complexity: O(count).
  package static func doubles(
    count: Int, path: SeedPath, arriving arrive: Arrival
  ) rethrows -> [Double] {
    try numbers(
      count, path, Loops(scatter: lowrank_shuffle_scatter_f64, groups: lowrank_shuffle_groups_f64),
      arriving: arrive)
  }

  /// The loops of one type.
  private struct Loops<Scalar> {
    let scatter:
      (
        lowrank_level, lowrank_philox, Int, Int, UnsafePointer<Double>?,
        UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Scalar>?
      ) -> Void
    let groups:
      (
        lowrank_level, lowrank_philox, UnsafePointer<Int>?, Int, UnsafeMutablePointer<Scalar>?,
        UnsafeMutablePointer<Scalar>?
      ) -> Void
  }

  private static func numbers<Scalar>(
    _ count: Int, _ path: SeedPath, _ loops: Loops<Scalar>, arriving arrive: Arrival
  ) rethrows -> [Scalar] {
    let level = InstructionSet.available.level
    var stream = RandomStream(path)
    let bytes = stream.take(blocks: (count + 15) / 16)
    var counts = Array(repeating: 0, count: Int(LOWRANK_BUCKETS))
    lowrank_shuffle_counts(level, bytes, count, &counts)
    var cursors: [Int] = []
    var start = 0
    for count in counts {
      cursors.append(start)
      start += count
    }
    let largest = counts.max() ?? 0
    let scratch = UnsafeMutablePointer<Scalar>.allocate(
      capacity: largest > Int(LOWRANK_SHUFFLE_LEAF) ? largest : 0)
    defer { scratch.deallocate() }
    return try [Scalar](unsafeUninitializedCapacity: count) { target, initialized in
      var arrived = 0
      try arrive { piece in
        precondition(arrived + piece.count <= count, "more than \(count) numbers arrived")
        loops.scatter(
          level, bytes, arrived, piece.count, piece.baseAddress, &cursors, target.baseAddress)
        arrived += piece.count
      }
      precondition(arrived == count, "\(arrived) of \(count) numbers arrived")
      loops.groups(
        level, stream.take(blocks: 0), counts, counts.count, target.baseAddress, scratch)
      initialized = count
    }
  }
}
