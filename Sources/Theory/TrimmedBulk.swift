/// Noise measured without the spikes above it.
///
/// The median of the `M - j` values that are no spikes, against the law of `(N - j) × (M - j)`; the
/// new noise says anew which values are spikes, until their number `j` is stable, 20 times at most.
/// Where it does not become so, or where more than half of the values end as spikes, there is no bulk
/// whose median says anything: each round of a heavy tail takes more of it away.
public struct TrimmedBulk: Sendable, Hashable {
  /// The noise, of size `(N - j) × (M - j)`.
  public let bulk: MarchenkoPasturBulk

  /// The number of spikes, `j`.
  public let spikeCount: Int

  /// The distance of the other values to the law of ``bulk``.
  public let kolmogorovDistance: Double

  /// Trims, beginning with the spikes of the noise from the median of all values; there is no result
  /// if a median is 0, no value is left, or the number of spikes does not settle below one half.
  ///
  /// - Parameters:
  ///   - values: All singular values, descending.
  ///   - whole: The noise from their median.
  ///   - quantile: The Tracy-Widom quantile of the threshold.
  init?(of values: [Double], from whole: MarchenkoPasturBulk, at quantile: Double) {
    var (bulk, count) = (whole, whole.spikeCount(of: values, at: quantile))
    var isSettled = false
    for _ in 0..<20 where !isSettled {
      guard 2 * count <= values.count,
        let next = MarchenkoPasturBulk(median: values.dropFirst(count), long: whole.long - count)
      else { return nil }
      bulk = next
      let again = next.spikeCount(of: values, at: quantile)
      isSettled = again == count
      count = again
    }
    guard isSettled, let distance = bulk.kolmogorovDistance(of: values.dropFirst(count)) else {
      return nil
    }
    (self.bulk, spikeCount, kolmogorovDistance) = (bulk, count, distance)
  }
}
