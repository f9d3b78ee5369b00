public import Checkpoints
public import Runs
import Tensors

/// What changed between two checkpoints A and B: which tensors, by how much, and in which directions.
///
/// ```swift
/// let diff = try CheckpointDiff(
///   Checkpoint(opening: "base.safetensors"), Checkpoint(opening: "tuned.safetensors"))
/// let result = try diff.run(threads: 2)
/// for row in result.mostChanged(5) { print(row.identity.name, row.metrics["delta_rel_fro"]) }
/// ```
///
/// Tensors are matched by name; what is left on both sides and has equal bytes was renamed. Only
/// matrices that changed are decomposed, `Δ = B − A` block by block, LoRA factors as their product
/// without forming it. Rows have the same bits for any number of threads.
///
/// - Source: specification of the audit, section 6.
public struct CheckpointDiff: Sendable {
  /// What was there first, A, its tensors under the names that they have in B.
  public let before: Checkpoint
  /// What it became, B.
  public let after: Checkpoint
  /// What is measured.
  public let options: DiffOptions
  /// The columns of the comparison.
  public let columns: [DiffColumn]

  private let rules: ViewRules
  private let limit: Int?
  private let originalNames: [String]
  private let selection: MetricSelection

  /// Prepares a comparison; nothing but headers was read so far.
  ///
  /// - Parameters:
  ///   - before: A.
  ///   - after: B.
  ///   - options: What is measured, and how names changed.
  ///   - rules: How tensors become matrices, and which are wanted, by their names in B.
  ///   - limit: The most matrices that are measured, at least 1; nil for all.
  /// - Throws: ``AuditError`` with code `unknownMetric`, `invalidOption`, or `invalidRule` where
  ///   renaming gives two tensors one name.
  public init(
    _ before: Checkpoint, _ after: Checkpoint, options: DiffOptions = DiffOptions(),
    rules: ViewRules = ViewRules(), limit: Int? = nil
  ) throws(AuditError) {
    try options.measures.checkConvolutionGrid()
    for rank in options.overlapRanks where rank < 1 {
      throw AuditError(.invalidOption, "--k \(rank) is no whole number above 0.")
    }
    if let limit, limit < 1 {
      throw AuditError(.invalidOption, "--limit \(limit) is no whole number above 0.")
    }
    selection = try MetricSelection(options.measures)
    columns = try DiffColumn.all(options)
    originalNames = before.tensors.map(\.name)
    let changes = NameChanges(options.renames)
    let names = originalNames.map(changes.applied)
    try Self.checkUnique(names, of: originalNames)
    self.before = before.renamed(names)
    self.after = after
    self.options = options
    self.rules = rules
    self.limit = limit
  }

  private static func checkUnique(_ names: [String], of originals: [String]) throws(AuditError) {
    var owners: [String: String] = [:]
    for (name, original) in zip(names, originals) {
      if let other = owners.updateValue(original, forKey: name) {
        throw AuditError(
          .invalidRule,
          "--rename gives the tensors \(other) and \(original) of A one name, \(name); write a "
            + "pattern that matches fewer.")
      }
    }
  }

  /// Compares every tensor, and measures every matrix that changed.
  ///
  /// - Parameters:
  ///   - threads: How many matrices are in work at once, at least 1.
  ///   - memory: The bytes that they take together; a matrix that takes more alone gets its 64 largest
  ///     singular values.
  ///   - program: What provenance says about the program.
  ///   - hashesFiles: Whether the result has the SHA-256 of every file.
  ///   - stop: Asks to end: matrices in work are finished, no others begin.
  ///   - progress: Is told how the measurements get on.
  /// - Returns: The rows, and what became of every tensor. What cannot be read is a row or a reason
  ///   that says so.
  public func run(
    threads: Int = 1, memory: Int = Audit.standardMemory, program: Provenance? = nil,
    hashesFiles: Bool = true, stop: StopToken = StopToken(),
    progress: any AuditProgress = SilentAuditProgress()
  ) -> DiffResult {
    precondition(threads >= 1 && memory >= 0, "\(threads) threads, \(memory) bytes")
    let begin = ContinuousClock.now
    let program = program ?? Provenance(toolVersion: "", blasKernel: BLAS.kernel, threads: threads)
    var provenance = AuditProvenance(program, memoryLimit: memory)
    let inventories = [before, after].map { checkpoint in
      Inventory(
        checkpoint, options.measures, rules, hashesFiles: hashesFiles, threads: threads, stop: stop)
    }
    let matching = TensorMatching(inventories[0].side, inventories[1].side)
    let sides = zip(inventories, [originalNames, after.tensors.map(\.name)]).map {
      DiffSide(
        $0.checkpoint, originalNames: $1, matrices: $0.matrices, digests: $0.side.digests)
    }
    let tasks = DiffTasks(
      matching.pairs, before: sides[0], after: sides[1], limit: limit, memory: memory)
    let session = DiffSession(
      tasks.tasks, analysis: analysis(of: inventories), memory: memory, stop: stop,
      progress: progress)
    let (rows, isInterrupted) = session.run(threads: threads)
    provenance.finish(after: (ContinuousClock.now - begin) / .seconds(1))
    return DiffResult(
      filesBefore: inventories[0].files, filesAfter: inventories[1].files, options: options,
      columns: columns,
      coverage: DiffCoverage(matching, changed: tasks.rescaled, names: originalNames), rows: rows,
      suggestedRename: matching.suggestion, findings: inventories.flatMap(\.findings),
      refused: before.refused + after.refused,
      isInterrupted: isInterrupted || inventories.contains(where: \.isInterrupted),
      provenance: provenance)
  }

  private func analysis(of inventories: [Inventory]) -> DiffAnalysis {
    let both = inventories.map {
      MatrixAnalysis(
        reader: MatrixReader($0.checkpoint.tensors, matrices: $0.matrices),
        options: options.measures, selection: selection, keepsSpectra: true)
    }
    return DiffAnalysis(
      before: both[0], after: both[1], ranks: Set(options.overlapRanks).sorted())
  }
}

/// What is known of one checkpoint before it is compared.
private struct Inventory {
  let checkpoint: Checkpoint
  let matrices: [PlannedMatrix]
  let side: TensorMatching.Side
  let files: [AuditedFile]
  let findings: [CheckpointFinding]
  let isInterrupted: Bool

  init(
    _ checkpoint: Checkpoint, _ options: AuditOptions, _ rules: ViewRules, hashesFiles: Bool,
    threads: Int, stop: StopToken
  ) {
    self.checkpoint = checkpoint
    var builder = PlanBuilder(checkpoint: checkpoint, options: options, rules: rules)
    builder.build(shared: .each)
    matrices = builder.matrices
    let tensors = checkpoint.tensors
    let selection = NameSelection(rules)
    var fates: [Int: Coverage.Cause] = [:]
    for (index, tensor) in tensors.enumerated() {
      fates[index] = Self.fate(of: tensor, isWanted: selection.contains(tensor.name))
    }
    let digests = TensorDigests(
      of: checkpoint, wanted: Set(tensors.indices.filter { fates[$0] == nil }),
      filesToo: hashesFiles, threads: threads, stop: stop)
    for index in tensors.indices where fates[index] == nil {
      switch digests.tensors[index] {
      case .success?: break
      case .failure?: fates[index] = .unmeasured(.unreadable, parts: 1, of: 1)
      case nil: fates[index] = .unmeasured(.interrupted, parts: 1, of: 1)
      }
    }
    side = TensorMatching.Side(tensors: tensors, digests: digests.tensors, fates: fates)
    files = zip(checkpoint.files, digests.files).map { file, digest in
      AuditedFile(path: file.path, format: file.format.rawValue, bytes: file.bytes, sha256: digest)
    }
    findings = checkpoint.findings + tensors.flatMap(\.findings) + builder.findings
    isInterrupted = digests.isInterrupted
  }

  /// Why a tensor is not compared; nil where it is.
  private static func fate(of tensor: StoredTensor, isWanted: Bool) -> Coverage.Cause? {
    if !isWanted { return .byOption }
    if let cause = Coverage.Cause(tensor.availability) { return cause }
    guard let type = tensor.elementType else { return .unknownDtype(tensor.typeName) }
    return type.byteCount(of: tensor.count) == nil ? .packedDtype : nil
  }
}
