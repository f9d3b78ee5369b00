import Randomness
import Testing

@Suite struct ShuffleTests {
  static let path = SeedPath(root: 3) / "shuffle-tests"

  /// The order of `0 ..< count`, handed over in pieces.
  private func order(_ count: Int, _ path: SeedPath, piece: Int = 4096) -> [Int] {
    Shuffle.doubles(count: count, path: path) { hand in
      for start in stride(from: 0, to: count, by: piece) {
        (start..<min(count, start + piece)).map(Double.init).withUnsafeBufferPointer(hand)
      }
    }.map { Int($0) }
  }

  // MARK: Oracles

  @Test(
    "oracle: the same order as the algorithm written out over single words",
    arguments: [0, 1, 300, 5000])
  func naive(count: Int) {
    var stream = RandomStream(Self.path)
    let blocks = (count + 15) / 16
    let words = (0..<(2 * blocks)).map { _ in stream.next() }
    var buckets = Array(repeating: [Int](), count: 256)
    for i in 0..<count { buckets[Int(words[i / 8] >> (8 * UInt64(i % 8)) & 255)].append(i) }
    var spare: UInt64?
    func half() -> UInt64 {
      defer { spare = spare == nil ? word : nil }
      if let spare { return spare >> 32 }
      word = stream.next()
      return word & 0xffff_ffff
    }
    var word: UInt64 = 0
    for b in buckets.indices {
      for i in stride(from: buckets[b].count, to: 1, by: -1) {
        let bound = UInt64(i)
        var product = half() * bound
        // The lowest products would make some results one in 2³² more likely than others.
        while product & 0xffff_ffff < (1 << 32) % bound { product = half() * bound }
        buckets[b].swapAt(i - 1, Int(product >> 32))
      }
    }
    #expect(order(count, Self.path) == buckets.flatMap { $0 })
  }

  // MARK: Laws

  @Test("law: one order per path, whatever the pieces and the type; another for another path")
  func determinism() {
    let count = 100_000
    let whole = order(count, Self.path)
    #expect(whole.sorted() == Array(0..<count))
    #expect(order(count, Self.path, piece: 777) == whole)
    #expect(order(count, Self.path / "other") != whole)
    let singles = Shuffle.singles(count: count, path: Self.path) { hand in
      (0..<count).map(Double.init).withUnsafeBufferPointer(hand)
    }
    #expect(singles.map { Int($0) } == whole)
  }

  // Critical values: the 1 - 1e-6 quantile of χ² by Wilson and Hilferty. A correct shuffle with another
  // seed fails each of these tests with that probability.

  @Test("law: all 120 orders of five numbers are equally likely (false alarm 1e-6)")
  func allOrders() {
    let draws = 24_000
    var counts: [[Int]: Int] = [:]
    for draw in 0..<draws { counts[order(5, Self.path / draw), default: 0] += 1 }
    let expected = Double(draws) / 120
    let square = counts.values.reduce(Double(120 - counts.count) * expected) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(square < 207.4)
  }

  @Test("law: from everywhere to everywhere, with buckets that are thrown again (false alarm 1e-6)")
  func blocks() {
    // The mean bucket has 70000 numbers, more than the 65536 that are put in order in the cache.
    let count = 17_920_000
    let piece = 1 << 16
    var values = [Double](repeating: 0, count: piece)
    let shuffled = Shuffle.singles(count: count, path: Self.path) { hand in
      for start in stride(from: 0, to: count, by: piece) {
        let length = min(piece, count - start)
        // Halves are exact in single precision: every number comes twice.
        for i in 0..<length { values[i] = Double((start + i) / 2) }
        values.withUnsafeBufferPointer { hand(UnsafeBufferPointer(rebasing: $0[..<length])) }
      }
    }
    var seen = [UInt8](repeating: 0, count: count / 2)
    var counts = [Int](repeating: 0, count: 256)
    for (place, value) in shuffled.enumerated() {
      let origin = Int(value)
      seen[origin] += 1
      counts[origin / (count / 32) * 16 + place / (count / 16)] += 1
    }
    #expect(seen.allSatisfy { $0 == 2 })
    let expected = Double(count) / 256
    let square = counts.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // (16 - 1)² degrees of freedom.
    #expect(square < 340.8)
  }

  @Test("law: neighbours part, and few numbers stay where they are (false alarm 1e-6)")
  func pairs() {
    let count = 1_000_000
    let shuffled = order(count, Self.path / "pairs")
    // Poisson numbers of mean 2 and 1.
    let neighbours = zip(shuffled, shuffled.dropFirst()).count { abs($0 - $1) == 1 }
    #expect(neighbours <= 13)
    #expect(shuffled.enumerated().count { $0 == $1 } <= 11)
    // The mean product of places before and after: standard error 1/(12 √n) of the unit square.
    let scale = Double(count)
    let mean = shuffled.enumerated().reduce(0.0) {
      $0 + (Double($1.offset) / scale - 0.5) * (Double($1.element) / scale - 0.5)
    }
    #expect(abs(mean / scale) < 4.9 / 12 / scale.squareRoot())
  }

  @Test("hostile: fewer numbers than were announced")
  func tooFew() async {
    await #expect(processExitsWith: .failure) {
      _ = Shuffle.doubles(count: 3, path: SeedPath("a")) { hand in
        [1.0, 2].withUnsafeBufferPointer(hand)
      }
    }
  }
}
