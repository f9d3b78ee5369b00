import Randomness
import Recovery
import Runs
import Tensors

/// The completion of a matrix, with what is hidden as a test kept apart.
struct CompletionTask: RecoveryTask {
  /// What is solved from.
  let entries: ObservedEntries
  /// What is hidden, if anything is.
  let hidden: ObservedEntries?
  let centering: RecoveryOptions.Centering
  let solver: RecoverySolver

  var rows: Int { entries.rows }
  var columns: Int { entries.columns }
  var observations: Int { entries.count }

  init(
    _ data: CompletionData, _ options: RecoveryOptions
  ) throws(RecoveryError) {
    let hiding = CrossValidation(splitting: .heldOut(options.hiddenShare ?? 0))
    if options.hiddenShare != nil,
      let split = try hiding.jobs(
        observations: data.entries.count, seed: options.path / "hide"
      ).first
    {
      entries = data.entries.subset(split.training)
      hidden = data.entries.subset(split.validation)
    } else {
      (entries, hidden) = (data.entries, nil)
    }
    centering = options.centering
    solver =
      options.solver.isFactored(rows: entries.rows, columns: entries.columns)
      ? .factoredGradient(FactoredGradient(tolerance: options.tolerance))
      : .proximalGradient(ProximalGradient(stopping: .residual(options.tolerance)))
  }

  func part(_ indices: [Int]?) throws -> any TaskPart {
    let kept = indices.map(entries.subset) ?? entries
    let offsets = Offsets(centering, of: kept)
    let centered = try offsets.subtracted(from: kept)
    if indices == nil, centering != .none, centered.values.allSatisfy({ $0 == 0 }) {
      throw RecoveryRunError(
        .unusableData,
        "Less their offsets all entries are 0, so the offsets alone complete the matrix; leave "
          + "--center away, or take the offsets.")
    }
    return try Part(
      task: self, loss: CompletionLoss(centered, indices == nil ? .refused : .taken),
      offsets: offsets)
  }

  struct Part: TaskPart {
    let task: CompletionTask
    let loss: CompletionLoss
    let offsets: Offsets

    var lipschitz: Double { 1 }
    var maximumWeight: Double { loss.maximumWeight }

    func noiseWeight(standardDeviation: Double) throws -> Double {
      try loss.noiseWeight(standardDeviation: standardDeviation)
    }

    func solve(
      _ point: PenaltyPoint, from start: LowRankMatrix?, threads: Int, stop: StopToken
    ) throws -> RecoverySolution {
      try point.solution(
        of: loss, by: task.solver, from: start, threads: threads, stop: stop)
    }

    func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double] {
      squaredErrors(of: matrix, at: task.entries.subset(indices))
    }

    /// The squared errors of the predictions of entries.
    func squaredErrors(of matrix: LowRankMatrix, at entries: ObservedEntries) -> [Double] {
      zip(entries.entries, matrix.values(at: entries)).map { entry, value in
        let error = entry.value - offsets.value(entry.row, entry.column) - value
        return error * error
      }
    }
  }
}
