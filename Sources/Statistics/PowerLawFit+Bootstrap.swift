import Foundation
public import Randomness

extension PowerLawFit {
  /// The probability that a sample with a true power-law tail is farther from its fit than this one.
  ///
  /// A replicate has as many values. Each is drawn from the fitted law with probability `n/T`, and
  /// otherwise from the observed values below the tail, with replacement; then the whole fit is done
  /// anew, the start of the tail included. Small values (below 0.1) say that the tail is no power law;
  /// large ones, in particular of a short tail, do not say that it is one.
  ///
  /// - Parameters:
  ///   - replicates: The number `R` of replicates, at least 1; the standard error is at most
  ///     `1/(2√R)`.
  ///   - seed: The path of the streams; replicate `r` draws from `seed/r`.
  /// - Returns: The share of replicates whose distance is at least ``distance``.
  /// - Complexity: `R` fits.
  /// - Source: Clauset, Shalizi and Newman 2009, section 4.1.
  public func pValue(replicates: Int, seed: SeedPath) -> Double {
    precondition(replicates >= 1, "A share needs at least 1 replicate, not \(replicates).")
    let reached = (0..<replicates).count { replicate in
      var stream = RandomStream(seed / replicate)
      var scan = PowerLawScan(logs: resample(from: &stream), minimumTail: minimumTail)
      return scan.best().map { $0.distance >= distance } ?? false
    }
    return Double(reached) / Double(replicates)
  }

  /// The logarithms of a replicate, ascending.
  private func resample(from stream: inout RandomStream) -> [Double] {
    let origin = logs[count - tailCount]
    let uniform = Distribution.uniform(0...1)
    let (choices, draws) = (
      stream.values(count, from: uniform), stream.values(count, from: uniform)
    )
    return zip(choices, draws).map { choice, draw in
      choice < tailFraction || body.isEmpty
        ? origin - log(draw) / (exponent - 1)
        : body[Int(draw * Double(body.count))]
    }.sorted()
  }
}
