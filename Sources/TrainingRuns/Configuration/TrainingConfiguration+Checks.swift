import Networks
import Randomness
import Tensors
import Training

// What parts of a configuration demand of each other.
extension TrainingConfiguration {
  /// Refuses what fits no memory, and a prior of another length.
  func requireFittingOptimizer() throws(TrainingRunError) {
    let parameters = architecture.layout.trainableCount
    if case .cmaES(let method) = optimizer, method.covariance == .full,
      parameters > 10_000 || parameters * parameters > 100_000_000 / networks
    {
      throw TrainingRunError(
        .invalidValue,
        "\"optimizer.covariance\" is full, which takes the square of the network's \(parameters) "
          + "parameters for each of \(networks) networks; use \"separable\".")
    }
    if case .cmaES(let method) = optimizer, let population = method.population,
      population > 1_000_000_000 / max(parameters, 1)
    {
      throw tooLarge("population", population, parameters)
    }
    if case .lbfgs(let method) = optimizer,
      method.history > 1_000_000_000 / max(parameters, 1) / networks
    {
      throw tooLarge("history", method.history, parameters)
    }
    guard case .randomSearch(let search) = optimizer else { return }
    let counts = search.prior.map(\.count)
    var count = 0
    for piece in counts { count = min(count + (piece ?? 0), parameters + 1) }
    guard counts.contains(nil) ? count <= parameters : count == parameters else {
      throw TrainingRunError(
        .shapeMismatch,
        "\"optimizer.prior\" describes \(count > parameters ? "more" : "only \(count)") parameters, "
          + "but the network has \(parameters); leave out the last \"count\", or correct it.")
    }
  }

  private func tooLarge(_ key: String, _ value: Int, _ parameters: Int) -> TrainingRunError {
    TrainingRunError(
      .invalidValue,
      "\"optimizer.\(key)\" is \(value), which takes as many copies of \(parameters) parameters for "
        + "each of \(networks) networks; choose a smaller one.")
  }

  /// Refuses batches for a method that compares losses over steps, and single rows for batch
  /// normalisation, which divides by their variance.
  func requireFittingBatches() throws(TrainingRunError) {
    var rows = source.rows
    if case .shuffled(let size, _) = batches {
      rows = size
      guard !type(of: optimizer.optimizer).needsFullBatch else {
        throw TrainingRunError(
          .contradiction,
          "\"batches\" has a size, but the optimizer \(optimizer.name) compares losses of different "
            + "steps, which must see the same rows; leave out \"batches\", or choose another method."
        )
      }
    }
    let hasNorm = architecture.layout.entries.contains { $0.role == .runningVariance }
    guard rows < 2, hasNorm else { return }
    throw TrainingRunError(
      .contradiction,
      "\"network\" has batch normalisation, which needs at least 2 rows in a step, but each step "
        + "sees \(rows); give more samples or a larger \"batches.size\".")
  }

  /// Refuses an initialization that the network cannot have.
  func requireStart(path: SeedPath) throws(TrainingRunError) {
    var stream = RandomStream(path)
    let start: Matrix<Float>
    do {
      start = try architecture.parameters(initialization, stream: &stream)
    } catch {
      throw TrainingRunError(.contradiction, "\"network.initialization\": \(error)")
    }
    guard start.firstNonFinite != nil else { return }
    throw TrainingRunError(
      .invalidValue,
      "\"network.initialization\" gives weights that are not finite; choose a smaller scale.")
  }
}
