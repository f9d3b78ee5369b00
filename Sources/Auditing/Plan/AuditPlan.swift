public import Checkpoints

/// What an audit will do, from the headers of the files alone.
public struct AuditPlan: Sendable {
  /// The rows to be computed, in the order of the files.
  public let matrices: [PlannedMatrix]
  /// Every tensor without a row of its own, in the order of the files; equal tensors with different
  /// storage are found only when they are read.
  public let reasons: [Coverage.Reason]
  /// What is odd about names and shapes.
  public let findings: [CheckpointFinding]
  /// How tensors become matrices.
  public let rules: ViewRules
  /// What is measured.
  public let options: AuditOptions

  /// The tensors that share the storage of another one, by position, and that one.
  let sharedStorage: [Int: Int]
  /// Why a tensor has no row, by position; nil for one that has.
  let fates: [Coverage.Cause?]
  /// Every tensor and its number of elements, 0 where that is not known.
  let parameters: [Int]

  /// Plans an audit.
  ///
  /// - Parameters:
  ///   - checkpoint: What is audited.
  ///   - options: What is measured.
  ///   - rules: How tensors become matrices.
  ///   - limit: The most rows; nil for all.
  /// - Precondition: `convolutionGrid` has two numbers, at least 1 each.
  public init(
    checkpoint: Checkpoint, options: AuditOptions = AuditOptions(), rules: ViewRules = ViewRules(),
    limit: Int? = nil
  ) {
    precondition(
      options.convolutionGrid.count == 2 && options.convolutionGrid.allSatisfy { $0 >= 1 },
      "a grid of \(options.convolutionGrid)")
    precondition(limit ?? 1 >= 1, "a limit of \(limit ?? 0) rows")
    var builder = PlanBuilder(checkpoint: checkpoint, options: options, rules: rules)
    builder.build(limit: limit)
    matrices = builder.matrices
    fates = builder.reasons
    reasons = fates.enumerated().compactMap { index, fate in
      fate.map { Coverage.Reason(name: checkpoint.tensors[index].name, cause: $0) }
    }
    findings = builder.findings
    sharedStorage = builder.sharedStorage
    parameters = checkpoint.tensors.map(\.knownParameters)
    self.options = options
    self.rules = rules
  }

  /// The estimated work of all rows, in units of `m n min(m, n)`.
  public var work: Double { matrices.reduce(0) { $0 + $1.work } }

  /// The bytes that the matrices in work take at most, `threads` of them at once, none of them more
  /// than `limit`.
  ///
  /// - Parameters:
  ///   - threads: At least 1.
  ///   - limit: The bound that the audit keeps; see ``Audit``.
  /// - Returns: Bytes.
  public func memory(threads: Int, limit: Int = .max) -> Int {
    let largest = matrices.map { $0.memory + $0.nullMemory }.sorted(by: >).prefix(threads)
    return min(limit, largest.reduce(0) { min(MatrixCost.beyond, $0) + $1 })
  }

  /// What becomes of every tensor if all can be read and no two are equal.
  public var coverage: Coverage {
    let analysed = Set(matrices.filter { !$0.isProduct }.map(\.tensor))
    return Coverage(
      tensors: parameters.count, analysed: analysed.count, reasons: reasons,
      parameters: parameters.reduce(0, +),
      parametersAnalysed: analysed.reduce(0) { $0 + parameters[$1] })
  }
}

extension StoredTensor {
  /// The number of elements; 0 for a tensor of which only the name is known.
  fileprivate var knownParameters: Int {
    if case .skipped = availability, elementType == nil, shape.isEmpty { return 0 }
    return count
  }
}
