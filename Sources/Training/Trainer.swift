public import Tensors

/// A training in progress as a value: parameters, the optimizer's memory, and when to stop.
///
/// It advances in pieces of any length with the same bits: a training that is stored between two
/// pieces and read back goes on as if nothing had happened.
public struct Trainer<Method: Optimizer, Scalar: MatrixScalar>: Sendable {
  /// How parameters are changed.
  public let optimizer: Method
  /// The factor on the learning rate over the steps.
  public let schedule: Schedule
  /// When to stop.
  public let rule: StoppingRule

  /// The arena of the network, shape `(1, count)`: trainable parameters, then what belongs to the
  /// objective.
  public private(set) var parameters: Matrix<Scalar>
  /// What the optimizer remembers; `state.step` counts the steps.
  public private(set) var state: OptimizerState<Scalar>
  /// What the rule remembers.
  public private(set) var memory: StoppingMemory
  /// How the training ended; nil while it goes on.
  public private(set) var outcome: TrainingOutcome?

  /// A training before its first step.
  ///
  /// - Parameters:
  ///   - parameters: The start, shape `(1, count)`.
  ///   - trainable: How many of them the optimizer changes; they come first.
  ///   - optimizer: How they are changed.
  ///   - schedule: The factor on the learning rate.
  ///   - rule: When to stop.
  public init(
    from parameters: Matrix<Scalar>, trainable: Int, optimizer: Method,
    schedule: Schedule = .constant, until rule: StoppingRule
  ) {
    let state = parameters.withUnsafeBufferPointer { buffer in
      optimizer.initialState(at: UnsafeBufferPointer(rebasing: buffer[..<trainable]))
    }
    self.init(
      resuming: parameters, state: state, memory: StoppingMemory(), optimizer: optimizer,
      schedule: schedule, until: rule)
  }

  /// A training that was stored.
  public init(
    resuming parameters: Matrix<Scalar>, state: OptimizerState<Scalar>, memory: StoppingMemory,
    outcome: TrainingOutcome? = nil, optimizer: Method, schedule: Schedule = .constant,
    until rule: StoppingRule
  ) {
    (self.optimizer, self.schedule, self.rule) = (optimizer, schedule, rule)
    (self.parameters, self.state, self.memory) = (parameters, state, memory)
    self.outcome = outcome
  }

  /// Takes steps until the training ends, or until `limit` more are taken.
  ///
  /// The loss that decides is the one that a step reports; see ``Optimizer/reportedLoss``. A step
  /// that reports none decides nothing.
  ///
  /// - Parameters:
  ///   - objective: What is minimised; the same in every piece.
  ///   - limit: Steps of this piece; nil for all.
  ///   - recorder: Sees the parameters before the steps that it asks for.
  /// - Returns: How the training ended, nil if it did not yet.
  /// - Precondition: The objective sees all data where the optimizer needs that.
  @discardableResult
  public mutating func advance<P: Objective<Scalar>, R: Recorder<Scalar>>(
    on objective: inout P, steps limit: Int? = nil, recorder: inout R
  ) -> TrainingOutcome? {
    precondition(
      objective.seesAllData || !Method.needsFullBatch,
      "\(Method.self) compares the losses of its steps and needs the same data at every one, but "
        + "the objective draws mini-batches: use Batches.full or a gradient rule")
    let last = limit.map { min(state.step + $0, rule.maximumSteps) } ?? rule.maximumSteps
    // Moved out, so that the loop may change the rest of the training while it holds the memory.
    var arena = Matrix<Scalar>(rows: 0, columns: 0)
    swap(&arena, &parameters)
    defer { swap(&arena, &parameters) }
    arena.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      while outcome == nil {
        let step = state.step
        guard step < rule.maximumSteps else {
          outcome = .spentBudget(steps: step)
          break
        }
        guard step < last else { break }
        objective.prepare(step: step)
        if recorder.isDue(at: step) {
          recorder.record(
            step: step, loss: objective.loss(at: base), parameters: UnsafeBufferPointer(buffer))
        }
        let rate = schedule.factor(step: step, of: rule.maximumSteps)
        guard let loss = optimizer.step(base, &state, on: &objective, rate: rate) else { continue }
        let place = Method.reportedLoss == .beforeStep ? step : state.step
        outcome = memory.judge(loss, at: place, by: rule)
      }
    }
    return outcome
  }

  /// The same without a recorder.
  @discardableResult
  public mutating func advance<P: Objective<Scalar>>(
    on objective: inout P, steps limit: Int? = nil
  ) -> TrainingOutcome? {
    var recorder = NoRecorder<Scalar>()
    return advance(on: &objective, steps: limit, recorder: &recorder)
  }
}
