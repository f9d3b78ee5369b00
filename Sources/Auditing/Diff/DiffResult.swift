public import Checkpoints

/// What a comparison of two checkpoints found.
public struct DiffResult: Sendable {
  /// The files of A, with the SHA-256 of each.
  public let filesBefore: [AuditedFile]
  /// The files of B.
  public let filesAfter: [AuditedFile]
  /// How the numbers were made.
  public let options: DiffOptions
  /// The columns of the comparison, in order.
  public let columns: [DiffColumn]
  /// What became of every tensor.
  public let coverage: DiffCoverage
  /// A row per matrix of a tensor that changed, and one per other tensor: in the order of B's files,
  /// what only A has behind.
  public internal(set) var rows: [DiffRow]
  /// A value of `--rename` that would give all tensors without a partner one; nil where none is seen.
  public let suggestedRename: String?
  /// What is odd about the files and tensors.
  public let findings: [CheckpointFinding]
  /// Files that could not be used while others could.
  public let refused: [CheckpointError]
  /// Whether the comparison was stopped early.
  public let isInterrupted: Bool
  /// With what, where and when it was made.
  public let provenance: AuditProvenance

  /// Rows of which numbers were measured.
  public var measuredRows: [AuditRow] { rows.filter(\.isMeasured).map(\.row) }

  /// The rows that changed most, by `delta_rel_fro`.
  ///
  /// - Parameter count: The most rows, ≥ 0.
  /// - Returns: The largest change first, equal ones in their order.
  public func mostChanged(_ count: Int) -> [AuditRow] {
    let measured = measuredRows.enumerated().compactMap { index, row in
      row.metrics["delta_rel_fro"]?.double.map { (index: index, row: row, change: $0) }
    }
    return measured.sorted { ($1.change, $0.index) < ($0.change, $1.index) }.prefix(count).map(
      \.row)
  }

  /// The same result with its rows in another order.
  package func ordered(_ order: ([DiffRow]) -> [DiffRow]) -> DiffResult {
    var result = self
    result.rows = order(rows)
    return result
  }
}
