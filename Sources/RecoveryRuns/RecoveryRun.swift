import Foundation
import Randomness
public import Recovery
public import Runs

/// A recovery on disk: it goes on from the last solved point of every fold, with the same bits,
/// whenever and however it was stopped, for any number of threads.
public struct RecoveryRun: Sendable {
  /// What is observed.
  public let input: RecoveryInput
  /// How the matrix is recovered.
  public let options: RecoveryOptions
  /// Where the first point begins; nil is the zero matrix.
  public let start: LowRankMatrix?
  /// What decides the numbers, as it is written to `config.json`.
  let configuration: RecoveryConfiguration

  /// A recovery; nothing is touched before ``run(in:predictions:resume:threads:stop:progress:)``.
  ///
  /// - Parameters:
  ///   - input: What is observed.
  ///   - options: How the matrix is recovered.
  ///   - start: Where the first point begins.
  /// - Throws: ``RecoveryRunError`` with code `invalidOption` or `shapeMismatch`.
  public init(
    _ input: RecoveryInput, _ options: RecoveryOptions, start: LowRankMatrix? = nil
  ) throws(RecoveryRunError) {
    try options.check(for: input)
    let (rows, columns) = input.shape
    if let start, (start.rows, start.columns) != (rows, columns) {
      throw RecoveryRunError(
        .shapeMismatch,
        "The start is a \(start.rows) × \(start.columns) matrix, but a \(rows) × \(columns) matrix is "
          + "to be recovered; give factors of that shape.")
    }
    (self.input, self.options, self.start) = (input, options, start)
    configuration = RecoveryConfiguration(input, options, start: start)
  }

  /// The SHA-256 of what decides the numbers, 64 hexadecimal digits.
  public var configurationHash: String { configuration.hash }

  /// The name of a folder for it: `recover-<first 8 digits of the hash>`.
  public var folderName: String { "recover-\(configuration.hash.prefix(8))" }

  /// Solves every point that the folder does not hold, and writes what was recovered.
  ///
  /// - Parameters:
  ///   - path: The folder of this recovery alone.
  ///   - predictions: Which entries are written to `predictions.csv`.
  ///   - resume: Whether to go on from what the folder holds; otherwise that is set aside in a new
  ///     folder `previous-1`, `previous-2`, ….
  ///   - threads: How many cores to use; the numbers do not depend on it.
  ///   - stop: Asked between points; what is solved is stored.
  ///   - progress: Told after every point, from any thread, one call at a time.
  /// - Returns: What was recovered; nil if somebody asked to stop before.
  /// - Throws: ``RecoveryRunError``, or `RecoveryError` for data that cannot be solved.
  public func run(
    in path: String, predictions: Predictions = .missing(), resume: Bool = false, threads: Int,
    stop: StopToken = StopToken(),
    progress: @escaping @Sendable (RecoveryProgress) -> Void = { _ in }
  ) throws -> RecoveryResult? {
    precondition(threads >= 1, "\(threads) threads")
    let task = try input.task(options)
    let whole = try task.part(nil)
    // All that can be refused is refused before anything is written.
    try checkScale(of: whole)
    let weights = try weights(for: whole)
    try checkPenalties(weights, lipschitz: whole.lipschitz)
    let folds = try folds(of: task)
    let (folder, lock) = try RecoveryFolder.open(
      path, configuration: configuration.text, resume: resume)
    defer { withExtendedLifetime(lock) {} }
    let names = folds.map { RecoveryJob.Name.fold($0.fold) }
    let session = RecoverySession(
      names + [.refit], folder: folder, options: options, start: start,
      clock: PathClock(jobs: folds.count + 1, points: weights.count), threads: threads, stop: stop,
      progress: progress)
    try session.restore(shape: (task.rows, task.columns), points: weights.count)
    try session.solve(names) { name in
      guard case .fold(let index) = name else { return nil }
      let fold = folds[index]
      // The noise of a share of the observations is less by its root, and so is the weight.
      let share = Double(fold.training.count) / Double(task.observations)
      return RecoveryJob(
        name: name, part: try task.part(fold.training), validation: fold.validation,
        weights: weights.map { share.squareRoot() * $0 })
    }
    guard !session.isStopped else { return nil }
    let choice = try choice(session.points(of: names))
    let chosen = choice.map { Array(weights[...$0.index]) } ?? weights
    session.drop(from: chosen.count)
    try session.solve([.refit]) { name in
      RecoveryJob(name: name, part: whole, validation: [], weights: chosen)
    }
    guard !session.isStopped else { return nil }
    let result = try RecoveryResult(
      run: self, task: task, whole: whole, choice: choice, weights: weights, session: session)
    try session.finish()
    try result.write(to: folder, predictions: predictions)
    return result
  }

  /// Refuses data whose squares are no numbers any more.
  private func checkScale(of part: any TaskPart) throws(RecoveryRunError) {
    let scale = part.maximumWeight
    guard 1e-140...1e140 ~= scale else {
      throw RecoveryRunError(
        .unusableData,
        "The numbers of \(input.source) are too \(scale < 1 ? "small" : "large") to be squared (mu_max "
          + "is \(scale)); \(scale < 1 ? "multiply" : "divide") them by a power of ten.")
    }
  }

  /// Refuses a `λ` for which there is no penalty.
  private func checkPenalties(_ weights: [Double], lipschitz: Double) throws {
    for weight in [weights.first, weights.last].compactMap(\.self) {
      _ = try options.penalty.penalty(
        lambda: options.lambda.lambda(weight: weight, lipschitz: lipschitz))
    }
  }

  /// The weights of the path.
  private func weights(for part: any TaskPart) throws -> [Double] {
    /// From half of `μ_max` in ratios of at least one half; at once from a start.
    func to(_ weight: Double) throws -> [Double] {
      let share = weight / part.maximumWeight
      guard share >= 1e-15 else {
        throw RecoveryRunError(
          .invalidOption,
          "The weight \(weight) is below 1e-15 of mu_max = \(part.maximumWeight), less than the "
            + "rounding of the data; give a larger --weight or --noise.")
      }
      guard start == nil, share < 0.5 else { return [weight] }
      let steps = Int(log2(0.5 / share).rounded(.up))
      let grid = try WeightGrid(points: steps + 1, largest: 0.5, smallest: share)
      return grid.weights(maximum: part.maximumWeight).dropLast() + [weight]
    }
    switch options.selection {
    case .weight(let weight): return try to(weight)
    case .noise(let deviation): return try to(try part.noiseWeight(standardDeviation: deviation))
    case .crossValidation:
      return try WeightGrid(
        points: options.points, largest: options.largest, smallest: options.smallest
      ).weights(maximum: part.maximumWeight)
    }
  }

  private func folds(of task: any RecoveryTask) throws(RecoveryError) -> [CrossValidation.Job] {
    guard case .crossValidation(let validation) = options.selection else { return [] }
    return try validation.jobs(observations: task.observations, seed: options.path / "folds")
  }

  private func choice(
    _ folds: [[RecoveryPoint]]
  ) throws(RecoveryError) -> CrossValidationChoice? {
    guard case .crossValidation(let validation) = options.selection else { return nil }
    return try validation.choice(
      among: folds.enumerated().map { fold, points in
        FoldResult(
          fold: fold, errors: points.map { $0.heldOut?.error ?? .nan },
          standardErrors: points.map { $0.heldOut?.standardError ?? 0 })
      })
  }
}
