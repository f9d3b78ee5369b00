/// A simulated mean of `ρ(W_d … W₁)` at finite width, to hold one's own draws against.
///
/// The entropies of products of `n × n` matrices with independent entries; the scale of the entries
/// does not matter.
///
/// - Source: Simulations in NumPy for this package (specification, section 2.4); rounded to three
///   decimals. They agree with the limit `log n + h_sv(d)` within the finite-width bound.
public struct FiniteWidthReference: Sendable, Hashable, Codable {
  /// How the entries of the factors are distributed.
  public enum Entries: String, Sendable, Codable, CaseIterable {
    /// Centred normal entries.
    case normal
    /// Entries uniform on a symmetric interval.
    case uniform
  }

  /// The width `n`.
  public let width: Int

  /// The number of factors, `d`.
  public let depth: Int

  /// The distribution of the entries.
  public let entries: Entries

  /// The mean of `ρ`, in nats.
  public let mean: Double

  /// The standard deviation of one draw; for uniform entries that of normal ones.
  public let standardDeviation: Double

  /// The number of draws behind the mean; for uniform entries a lower bound.
  public let draws: Int

  /// How far the mean of `draws` draws of one's own may lie from ``mean``:
  /// `3 s √(1/T + 1/T_ref) + 0.0005`.
  ///
  /// Three standard errors of the difference, and the rounding of the table; a right simulation
  /// fails it with probability 0.003 at most.
  ///
  /// - Parameter draws: The number of draws `T`, at least 1.
  /// - Returns: A positive number of nats.
  public func tolerance(draws: Int) -> Double {
    precondition(draws >= 1, "A mean needs at least 1 draw, not \(draws).")
    let variance = 1 / Double(draws) + 1 / Double(self.draws)
    return 3 * standardDeviation * variance.squareRoot() + 0.0005
  }

  /// The reference for a width, a depth and a distribution.
  ///
  /// - Parameters:
  ///   - width: The width `n`.
  ///   - depth: The number of factors.
  ///   - entries: The distribution of the entries.
  /// - Returns: The row of ``table``, or nil where it has none.
  public static func row(width: Int, depth: Int, entries: Entries) -> FiniteWidthReference? {
    table.first { $0.width == width && $0.depth == depth && $0.entries == entries }
  }

  /// All rows: widths 16, 32, 64; depths 1, 2, 4, 8, 16, 32; normal, then uniform entries.
  public static let table: [FiniteWidthReference] = Entries.allCases.flatMap { entries in
    columns.flatMap { column in
      depths.indices.map { i in
        FiniteWidthReference(
          width: column.width, depth: depths[i], entries: entries,
          mean: entries == .normal ? column.normal[i] : column.uniform[i],
          standardDeviation: column.deviation[i],
          // The uniform rows have a fifth to a quarter of the draws; a fifth is counted.
          draws: entries == .normal ? column.draws : column.draws / 5)
      }
    }
  }

  private static let depths = [1, 2, 4, 8, 16, 32]

  private static let columns:
    [(width: Int, draws: Int, normal: [Double], deviation: [Double], uniform: [Double])] = [
      (
        16, 40_000,
        [2.542, 2.349, 2.043, 1.622, 1.131, 0.667],
        [0.025, 0.036, 0.063, 0.116, 0.186, 0.232],
        [2.550, 2.363, 2.068, 1.658, 1.171, 0.703]
      ),
      (
        32, 20_000,
        [3.241, 3.052, 2.750, 2.324, 1.800, 1.234],
        [0.012, 0.018, 0.032, 0.061, 0.115, 0.188],
        [3.245, 3.060, 2.763, 2.344, 1.825, 1.264]
      ),
      (
        64, 4_000,
        [3.938, 3.751, 3.452, 3.027, 2.495, 1.898],
        [0.006, 0.009, 0.016, 0.031, 0.062, 0.115],
        [3.940, 3.755, 3.458, 3.039, 2.510, 1.909]
      ),
    ]
}
