/// A point that was just solved, and what is left; for people who wait.
public struct RecoveryProgress: Sendable {
  /// The point.
  public let point: RecoveryPoint
  /// How many points the path of its job has at most.
  public let points: Int
  /// Points solved, those of an earlier call included.
  public let done: Int
  /// Points that there are in all at most.
  public let total: Int
  /// An estimate of the seconds left, an upper one as long as the weight is not chosen.
  public let secondsLeft: Double
}

/// What is known of the time that points take: a point later on a path has a larger rank and takes
/// longer, so points are compared with those at the same place.
struct PathClock: Sendable {
  private var sums: [Double]
  private var counts: [Int]
  private var open: [Int]
  private(set) var done = 0
  private(set) var total: Int

  /// A clock for some jobs with this many points each.
  init(jobs: Int, points: Int) {
    sums = Array(repeating: 0, count: points)
    counts = Array(repeating: 0, count: points)
    open = Array(repeating: jobs, count: points)
    total = jobs * points
  }

  /// A point was solved.
  mutating func took(_ seconds: Double, at place: Int) {
    sums[place] += seconds
    counts[place] += 1
    open[place] -= 1
    done += 1
  }

  /// The points from a place on are not needed by one job.
  mutating func dropped(from place: Int) {
    for later in place..<max(place, open.count) {
      open[later] -= 1
      total -= 1
    }
  }

  /// The seconds left on one thread.
  var secondsLeft: Double {
    var known = 0.0
    return open.indices.reduce(0) { sum, place in
      if counts[place] > 0 { known = sums[place] / Double(counts[place]) }
      return sum + Double(open[place]) * known
    }
  }
}
