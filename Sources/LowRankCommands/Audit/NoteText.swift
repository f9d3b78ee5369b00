import Auditing
import Checkpoints

/// A note of a row: a code, or the name of a metric or of a group of them and a code.
struct NoteText {
  /// Why, such as `tooFewValues`; the note itself where it has no such form.
  let code: String
  /// Whether it is on metrics, which rows without a spectrum have none of.
  let isOnSpectrum: Bool

  init(note: String) {
    let parts = note.split(separator: ":", maxSplits: 1)
    if parts.count == 2, !parts[1].dropFirst().contains(" "), Self.meanings[String(parts[0])] == nil
    {
      code = String(parts[1].dropFirst())
      isOnSpectrum = true
    } else {
      code = parts.first.map(String.init).flatMap { Self.meanings[$0] == nil ? nil : $0 } ?? note
      isOnSpectrum = note == "smallMatrix"
    }
  }

  /// The code, and what it means where that is known.
  static func words(for code: String) -> String {
    meanings[code].map { "\($0) (\(code))" } ?? code.shown
  }

  private static let meanings = [
    "tooFewValues": "too few singular values for a power-law tail; alpha is undefined",
    "smallMatrix":
      "fewer than 64 singular values, where thresholds of mp_ are approximate and not shown",
    "zeroMatrix": "all entries are 0; ratios of norms and ranks are undefined",
    "zero": "all entries are 0",
    "rankBelow2": "rank below 2; what compares several directions is undefined",
    "singular": "the smallest singular value is 0; what divides by it is undefined",
    "bulkBelowStorage": "what is no spike is rounding to the stored type; mp is undefined",
    "noStableBulk": "the number of spikes does not settle; the trimmed fit is undefined",
    "noNoise": "the median singular value is 0, hence no noise; mp_ is undefined",
    "noSpread": "all values are equal; what divides by their spread is undefined",
    "noStorage": "the stored type has no rounding; its floor is undefined",
    "noEntries": "entries were not looked at",
    "outOfRange": "a number is beyond double precision",
    "topK": "the 64 largest singular values only, for want of memory",
    "nonfinite": "NaN or infinite entries",
    "empty": "no entries",
    "notOneMatrix": "several matrices at once; what is of one is undefined",
    "notEnoughMemory": "no memory for shuffled copies",
    "unscaledQuantised":
      "quantised without a known scale; metrics that depend on scale are of the codes",
    "unusualRank": "more than five axes, taken as one matrix",
    "notOfRank2": "more than two axes, so not seen as the matrix that was asked for",
    "strideIgnored": "the map on a grid is that of stride 1",
    "groupsDoNotFit": "groups do not divide the outputs and were left out",
    "operatorOfRank5": "the map on a grid is for kernels of two axes; reshaped instead",
    "splitDoesNotFit": "parts of a split do not fit the axis and were left out",
    "headDoesNotFit": "heads do not divide the axis and were left out",
    "closeSingularValues":
      "singular values too close to tell a leading subspace; its overlap is undefined",
    "beyondRank": "fewer singular values than the subspace has dimensions",
    "severalMatrices": "several matrices at once, which share no leading subspace",
    "noSpectrum": "no singular values were found",
    "scaled": "multiplied with the scale that is stored beside",
    "residual": "the largest singular values have this residual",
  ]
}
