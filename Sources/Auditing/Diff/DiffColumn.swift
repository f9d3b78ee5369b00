import Runs

/// A column of a comparison, beside what identifies a row.
///
/// A is `m × n`, `q = min(m, n)`, `Δ = B − A`; `U` and `V` hold leading singular vectors.
public struct DiffColumn: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The formula.
  public let formula: String

  /// The columns of a comparison in their order.
  ///
  /// - Throws: ``AuditError`` with code `unknownMetric` or `invalidOption`.
  public static func all(_ options: DiffOptions) throws(AuditError) -> [DiffColumn] {
    let metrics = try MetricSelection(options.measures).metrics
    return changes + Set(options.overlapRanks).sorted().flatMap(subspaces)
      + metrics.map { metric in
        DiffColumn(name: "delta_\(metric.name)", formula: "\(metric.name) of Δ")
      }
      + metrics.filter { $0.kind != .text }.map { metric in
        DiffColumn(
          name: "change_\(metric.name)", formula: "\(metric.name) of B − \(metric.name) of A")
      }
  }

  /// Checks that there is a column of this name.
  ///
  /// - Throws: ``AuditError`` with code `unknownMetric`, and the name that was perhaps meant.
  public static func require(_ name: String, among columns: [DiffColumn]) throws(AuditError) {
    let names = columns.map(\.name)
    guard !names.contains(name) else { return }
    throw AuditError(
      .unknownMetric,
      "A comparison has no column \"\(name)\"; "
        + (suggestion(for: name, among: names).map { "did you mean \"\($0)\"?" }
          ?? "delta_METRIC and change_METRIC need METRIC in --metrics, overlaps their k in --k."))
  }

  /// What follows from norms, entries and singular values.
  private static let changes = [
    DiffColumn(name: "delta_rel_fro", formula: "‖Δ‖_F / ‖A‖_F"),
    DiffColumn(name: "delta_rel_spectral", formula: "‖Δ‖₂ / ‖A‖₂"),
    DiffColumn(name: "delta_max_abs", formula: "max |Δ_ij|"),
    DiffColumn(name: "spectrum_w1", formula: "(1/q) Σ |σ_i(A) − σ_i(B)| / σ_1(A)"),
  ]

  /// How the leading subspaces of dimension `k` lie to each other.
  private static func subspaces(_ k: Int) -> [DiffColumn] {
    [
      DiffColumn(name: "left_overlap@\(k)", formula: "‖U_Aᵀ U_B‖_F² / k, in 0...1"),
      DiffColumn(
        name: "left_overlap_random@\(k)", formula: "k/m, of two random subspaces in the mean"),
      DiffColumn(name: "right_overlap@\(k)", formula: "‖V_Aᵀ V_B‖_F² / k, in 0...1"),
      DiffColumn(
        name: "right_overlap_random@\(k)", formula: "k/n, of two random subspaces in the mean"),
      DiffColumn(
        name: "max_angle@\(k)",
        formula: "the largest principal angle between the subspaces, left or right, in radians"),
    ]
  }
}
