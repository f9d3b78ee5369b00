import Dispatch
public import Networks
public import Tensors

/// Many networks of one shape, trained side by side: one network per core at a time, so that its
/// whole step stays in the caches.
///
/// Every network has its own start and may have its own data; they share shape, loss, optimizer and
/// rule. The result has the same bits for any number of threads.
public struct Fleet<Method: Optimizer, Scalar: MatrixScalar>: Sendable {
  /// The shape of all networks.
  public let architecture: Architecture
  /// What compares outputs with targets.
  public let loss: Loss
  /// The rows that a step sees.
  public let batches: Batches
  /// The trainings, one per network.
  public private(set) var trainings: [Trainer<Method, Scalar>]
  /// Inputs and targets of each network, or one pair for all.
  private let data: [(inputs: Matrix<Scalar>, targets: Matrix<Scalar>)]

  /// A fleet before its first step.
  ///
  /// - Parameters:
  ///   - architecture: The shape of all networks.
  ///   - trainings: One per network.
  ///   - data: Inputs and targets of each network, or one pair for all; all of one shape.
  ///   - loss: What compares outputs with targets.
  ///   - batches: The rows that a step sees.
  /// - Precondition: As many pairs as trainings, or one.
  public init(
    _ architecture: Architecture, trainings: [Trainer<Method, Scalar>],
    data: [(inputs: Matrix<Scalar>, targets: Matrix<Scalar>)], loss: Loss = .squared,
    batches: Batches = .full
  ) {
    precondition(
      data.count == trainings.count || data.count == 1,
      "\(data.count) data sets for \(trainings.count) networks")
    (self.architecture, self.loss, self.batches) = (architecture, loss, batches)
    (self.trainings, self.data) = (trainings, data)
  }

  /// Takes steps with every network that is not done.
  ///
  /// - Parameters:
  ///   - limit: Steps of this piece; nil for all.
  ///   - threads: Networks side by side, ≥ 1.
  ///   - finished: Told, from any thread, which network ended its piece.
  /// - Returns: How each training ended, nil for those that go on.
  @discardableResult
  public mutating func advance(
    steps limit: Int? = nil, threads: Int, finished: @Sendable (Int) -> Void = { _ in }
  ) -> [TrainingOutcome?] {
    var recorders = trainings.map { _ in NoRecorder<Scalar>() }
    return advance(steps: limit, threads: threads, recorders: &recorders, finished: finished)
  }

  /// The same, where every network has a recorder of its own.
  ///
  /// - Precondition: As many recorders as trainings.
  @discardableResult
  public mutating func advance<R: Recorder<Scalar> & SendableMetatype>(
    steps limit: Int? = nil, threads: Int, recorders: inout [R],
    finished: @Sendable (Int) -> Void = { _ in }
  ) -> [TrainingOutcome?] {
    precondition(threads >= 1, "\(threads) threads")
    precondition(
      recorders.count == trainings.count,
      "\(recorders.count) recorders for \(trainings.count) networks")
    let (architecture, loss, batches, data) = (architecture, loss, batches, data)
    let count = trainings.count
    trainings.withUnsafeMutableBufferPointer { trainings in
      recorders.withUnsafeMutableBufferPointer { recorders in
        let (shared, sharedRecorders) = (SharedElements(trainings), SharedElements(recorders))
        let queue = WorkQueue(count: count)
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
          guard let first = data.first else { return }
          // What other networks do not need helps with the products of the only one.
          var objective = NetworkObjective(
            architecture, inputs: first.inputs, targets: first.targets, loss: loss,
            batches: batches, threads: count == 1 ? threads : 1)
          while let index = queue.next() {
            if data.count > 1 {
              objective.replaceData(inputs: data[index].inputs, targets: data[index].targets)
            }
            shared.elements[index].advance(
              on: &objective, steps: limit, recorder: &sharedRecorders.elements[index])
            finished(index)
          }
        }
      }
    }
    return trainings.map(\.outcome)
  }
}

/// Elements that threads take in turn; each index is taken once, so no two threads share one.
private struct SharedElements<Element>: @unchecked Sendable {
  let elements: UnsafeMutableBufferPointer<Element>

  init(_ elements: UnsafeMutableBufferPointer<Element>) { self.elements = elements }
}
