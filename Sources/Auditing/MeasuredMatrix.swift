public import Spectra

/// Everything that the metrics of one matrix are computed from.
public struct MeasuredMatrix: Sendable {
  /// `m`, the number of rows.
  public let rows: Int
  /// `n`, the number of columns.
  public let columns: Int
  /// The norms and counts of the entries; nil where there are none, as of a product of factors.
  public let entries: EntryStatistics?
  /// Singular values, descending; all `q` of them, or the largest where `isComplete` is false.
  public let singularValues: [Double]
  /// Whether all singular values are there.
  public let isComplete: Bool
  /// The Frobenius norm, from the entries where there are any.
  public let frobeniusNorm: Double
  /// What rounding to the stored type alone can do to a singular value (specification of the audit,
  /// section 3.2); nil where nothing was stored in this form.
  public let storageFloor: Double?
  /// The same matrix with its entries permuted, once per replicate.
  public let nulls: [NullSpectrum]
  /// The slices of a convolution, for `weightwatcher.csv`; nil for other matrices, and where nobody
  /// asked for that file.
  public internal(set) var slices: SliceSpectra?

  /// Creates a measurement.
  public init(
    rows: Int, columns: Int, entries: EntryStatistics?, singularValues: [Double],
    isComplete: Bool = true, frobeniusNorm: Double, storageFloor: Double?,
    nulls: [NullSpectrum] = [], slices: SliceSpectra? = nil
  ) {
    self.rows = rows
    self.columns = columns
    self.entries = entries
    self.singularValues = singularValues
    self.isComplete = isComplete
    self.frobeniusNorm = frobeniusNorm
    self.storageFloor = storageFloor
    self.nulls = nulls
    self.slices = slices
  }

  /// `N = max(m, n)`.
  public var longSide: Int { max(rows, columns) }
  /// `M = min(m, n)`.
  public var shortSide: Int { min(rows, columns) }
}

/// The singular values of a matrix whose entries were permuted uniformly.
public struct NullSpectrum: Sendable, Hashable {
  /// Descending.
  public let singularValues: [Double]

  /// Creates a null spectrum.
  public init(singularValues: [Double]) { self.singularValues = singularValues }
}

/// The spectra of the slices `K[:, :, u, v]` of a convolution, one by one and unscaled.
public struct SliceSpectra: Sendable, Hashable {
  /// The rows of a slice: output channels.
  public let rows: Int
  /// The columns of a slice: input channels.
  public let columns: Int
  /// The singular values of each slice, descending.
  public let values: [[Double]]

  /// Creates the spectra.
  public init(rows: Int, columns: Int, values: [[Double]]) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }
}
