/// What became of a tensor between two checkpoints A and B.
public enum DiffStatus: String, Codable, CaseIterable, Hashable, Sendable {
  /// The same name, type, shape and bytes, scales included.
  case same
  /// The same name, type and shape, other bytes.
  case changed
  /// Only B has the name.
  case added
  /// Only A has the name.
  case removed
  /// The same name, another shape.
  case reshaped
  /// The same name and shape, another type; the decoded values are compared.
  case retyped
  /// The same type, shape and bytes under another name, and neither name is in both.
  case renamed
}

/// One line of a comparison: a matrix of a tensor that changed, or a tensor.
///
/// With `Δ = B − A` the metrics of ``row`` are `delta_rel_fro`, `delta_rel_spectral`,
/// `delta_max_abs`, `spectrum_w1`, for each `k` the overlaps and the angle of leading subspaces,
/// `delta_<metric>` of Δ and `change_<metric>`, the metric of B less that of A; see ``DiffColumn``.
public struct DiffRow: Sendable, Hashable {
  /// A tensor as the other checkpoint has it.
  public struct Origin: Codable, Hashable, Sendable {
    /// The name in A's files, before any renaming.
    public let name: String
    /// The file of A.
    public let file: String
    /// The stored type.
    public let dtype: String
    /// The shape.
    public let shape: [Int]
    /// The SHA-256 of the elements.
    public let sha256: String
  }

  /// The view of a tensor that is no matrix and whose elements are compared all the same.
  public static let elementsView = "elements"

  /// What became of the tensor.
  public var status: DiffStatus
  /// What B has, or A where B has nothing; its metrics compare both.
  ///
  /// The status of the row tells how the measurement ended.
  public var row: AuditRow
  /// What A has; nil where it has nothing.
  public var before: Origin?
  /// Whether both matrices and their difference were measured.
  public var isMeasured: Bool
}
