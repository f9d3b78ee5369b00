/// Norms and counts of the entries of a matrix, from one pass over them.
///
/// Sums and norms are over finite entries.
public struct EntryStatistics: Codable, Hashable, Sendable {
  /// The number of entries.
  public var count = 0
  /// Entries that are exactly zero.
  public var zeros = 0
  /// Entries that are not a number.
  public var notNumbers = 0
  /// Infinite entries.
  public var infinities = 0
  /// The row-major position of the first entry that is not finite.
  public var firstNonFinite: Int?
  /// `max |a|` over finite entries.
  public var largest = 0.0
  /// The mean of `|a|`.
  public var meanMagnitude = 0.0
  /// The Frobenius norm.
  public var frobeniusNorm = 0.0
  /// The largest norm of a row.
  public var largestRowNorm = 0.0
  /// The largest norm of a column.
  public var largestColumnNorm = 0.0

  /// Whether every entry is a bfloat16 exactly: 8 significant bits, a multiple of `2^-133`.
  public var fitsBFloat16 = true
  /// Whether every entry is an IEEE binary16 exactly, subnormal numbers included.
  public var fitsFloat16 = true

  /// Of no entries.
  public init() {}

  /// Whether every entry is a finite number.
  public var isFinite: Bool { notNumbers == 0 && infinities == 0 }
}
