import Foundation

// The search for the start of the tail, exact and far below its O(T²) evaluations of F:
//
// 1. A candidate ends at the first value that is farther from the law than the whole of the best
//    candidate. The value at which the last one ended is asked first.
// 2. Within a candidate only every B-th value (B ≈ √T) is evaluated at first. F and the steps are
//    monotone, so the two ends of a block bound every distance inside; only a block whose bound
//    exceeds the largest distance yet is looked at. The bound has a margin above the rounding of F,
//    so that the result has the bits of the plain scan.
// 3. Every B-th candidate goes first, so that the best is good early.
//
// max(|F - i/n|, |F - (i+1)/n|) = |F - (i + ½)/n| + ½/n saves one of the two.

/// The best start of a power-law tail in sorted logarithms.
struct PowerLawScan {
  struct Tail {
    let start: Int
    /// `α - 1 = n/Σ log(xᵢ/xmin)`.
    let rate: Double
    let distance: Double
  }

  /// Ascending, `(T)`.
  let logs: [Double]
  let minimumTail: Int
  /// `Σ_{j≥i} (logs[j] - logs[i])` by a recurrence of terms of one sign: it loses no digits, whatever
  /// the scale of the values.
  private let excess: [Double]
  private let block: Int
  /// Where the last candidate proved to be worse than the best.
  private var suspect: Int
  /// `F` at the values of the coarse pass.
  private var coarse: [Double]

  init(logs: [Double], minimumTail: Int) {
    self.logs = logs
    self.minimumTail = minimumTail
    var excess = [Double](repeating: 0, count: logs.count)
    for i in logs.indices.dropLast().reversed() {
      excess[i] = excess[i + 1] + Double(logs.count - 1 - i) * (logs[i + 1] - logs[i])
    }
    self.excess = excess
    block = max(8, Int(Double(logs.count).squareRoot()))
    suspect = logs.count - 1
    coarse = [Double](repeating: 0, count: logs.count / block + 2)
  }

  /// The candidate of the smallest distance, the first of several; nil without a candidate.
  mutating func best() -> Tail? {
    let candidates = logs.count - minimumTail + 1
    guard candidates > 0 else { return nil }
    var best: Tail?
    for start in stride(from: 0, to: candidates, by: block) { consider(start, &best) }
    for start in 0..<candidates where start % block != 0 { consider(start, &best) }
    return best
  }

  private mutating func consider(_ start: Int, _ best: inout Tail?) {
    // Of equal values the first begins the tail.
    guard start == 0 || logs[start] > logs[start - 1], excess[start] > 0 else { return }
    let rate = Double(logs.count - start) / excess[start]
    guard let distance = distance(from: start, rate: rate, limit: best?.distance ?? .infinity)
    else {
      return
    }
    if let best, distance == best.distance, best.start < start { return }
    best = Tail(start: start, rate: rate, distance: distance)
  }

  /// The distance of the values from `start` on, or nil if it exceeds `limit`.
  private mutating func distance(from start: Int, rate: Double, limit: Double) -> Double? {
    let (count, block) = (logs.count, block)
    return logs.withUnsafeBufferPointer { logs in
      coarse.withUnsafeMutableBufferPointer { coarse in
        let origin = logs[start]
        let step = 1 / Double(count - start)
        func cumulative(_ k: Int) -> Double { 1 - exp(-rate * (logs[k] - origin)) }
        func middle(_ k: Int) -> Double { (Double(k - start) + 0.5) * step }
        func deviation(_ f: Double, _ k: Int) -> Double { abs(f - middle(k)) + 0.5 * step }

        if suspect > start, deviation(cumulative(suspect), suspect) > limit { return nil }
        // The coarse values: start, every block-th, the last.
        func place(_ j: Int) -> Int { min(start + j * block, count - 1) }
        let blocks = (count - 1 - start + block - 1) / block
        var largest = 0.0
        for j in 0...blocks {
          coarse[j] = cumulative(place(j))
          let here = deviation(coarse[j], place(j))
          if here > limit {
            suspect = place(j)
            return nil
          }
          largest = max(largest, here)
        }
        for j in 0..<blocks {
          let (low, high) = (place(j), place(j + 1))
          let above = coarse[j + 1] - middle(low + 1)
          let below = middle(high - 1) - coarse[j]
          guard high - low > 1, max(above, below) + 0.5 * step + margin > largest else { continue }
          for k in low + 1..<high {
            let here = deviation(cumulative(k), k)
            if here > limit {
              suspect = k
              return nil
            }
            largest = max(largest, here)
          }
        }
        return largest
      }
    }
  }
}

/// Above the rounding of `F`, which is a few units of 2⁻⁵³, and so of its departures from monotone.
private let margin = 0x1p-48
