import Spectra

extension EntryStatistics {
  /// The statistics of two matrices together; the norms of rows and columns are the larger ones.
  init(_ first: EntryStatistics?, _ second: EntryStatistics) {
    self = second
    guard let first else { return }
    let finite = [first, second].map { Double($0.count - $0.notNumbers - $0.infinities) }
    let all = finite[0] + finite[1]
    count = first.count + second.count
    zeros = first.zeros + second.zeros
    notNumbers = first.notNumbers + second.notNumbers
    infinities = first.infinities + second.infinities
    firstNonFinite = first.firstNonFinite ?? second.firstNonFinite
    largest = max(first.largest, second.largest)
    meanMagnitude =
      all == 0
      ? 0 : first.meanMagnitude * (finite[0] / all) + second.meanMagnitude * (finite[1] / all)
    let scale = max(first.frobeniusNorm, second.frobeniusNorm)
    let parts = [first, second].map { scale > 0 ? $0.frobeniusNorm / scale : 0 }
    frobeniusNorm = scale * (parts[0] * parts[0] + parts[1] * parts[1]).squareRoot()
    largestRowNorm = max(first.largestRowNorm, second.largestRowNorm)
    largestColumnNorm = max(first.largestColumnNorm, second.largestColumnNorm)
    fitsBFloat16 = first.fitsBFloat16 && second.fitsBFloat16
    fitsFloat16 = first.fitsFloat16 && second.fitsFloat16
  }
}
