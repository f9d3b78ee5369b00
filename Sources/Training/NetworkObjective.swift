public import Networks
public import Tensors

/// The loss of a network on data: an architecture, inputs, targets and what compares them.
public struct NetworkObjective<Scalar: MatrixScalar>: Objective {
  /// What is compared how.
  public let loss: Loss
  private let program: NetworkProgram<Scalar>
  private let batches: Batches
  /// Shape `(N, inputs)`.
  private var inputs: Matrix<Scalar>
  /// Shape `(N, outputs)`.
  private var targets: Matrix<Scalar>
  /// The order of the rows in the current epoch.
  private var order: (epoch: Int, rows: [Int])?
  /// The data of the current step; nil for all rows.
  private var batch: (inputs: Matrix<Scalar>, targets: Matrix<Scalar>)?

  /// The trainable parameters of the network.
  public var parameterCount: Int { program.architecture.layout.trainableCount }

  /// Whether a batch is all rows.
  public var seesAllData: Bool { program.rows == inputs.rows }

  /// The loss of a network on data.
  ///
  /// - Parameters:
  ///   - architecture: The network.
  ///   - inputs: One input per row; shape `(N, architecture.inputs)`.
  ///   - targets: Shape `(N, architecture.outputs)`; see ``Loss`` for their range.
  ///   - loss: What compares outputs with targets.
  ///   - batches: The rows that a step sees.
  ///   - threads: How many cores the products of a wide network share.
  /// - Precondition: Shapes and batch size fit.
  public init(
    _ architecture: Architecture, inputs: Matrix<Scalar>, targets: Matrix<Scalar>,
    loss: Loss = .squared, batches: Batches = .full, threads: Int = 1
  ) {
    precondition(
      inputs.columns == architecture.inputs && targets.columns == architecture.outputs
        && inputs.rows == targets.rows,
      "data of \(inputs.rows) x \(inputs.columns) and \(targets.rows) x \(targets.columns) for a "
        + "network from \(architecture.inputs) to \(architecture.outputs)")
    self.loss = loss
    self.batches = batches
    self.inputs = inputs
    self.targets = targets
    let rows = batches.size(of: inputs.rows)
    program = NetworkProgram(architecture, rows: rows, threads: threads)
  }

  /// The same network and loss on other data of the same shape; the program is kept.
  public mutating func replaceData(inputs: Matrix<Scalar>, targets: Matrix<Scalar>) {
    precondition(
      inputs.rows == self.inputs.rows && inputs.columns == self.inputs.columns
        && targets.rows == self.targets.rows && targets.columns == self.targets.columns,
      "data of another shape")
    (self.inputs, self.targets, batch) = (inputs, targets, nil)
  }

  /// Chooses the rows of a step.
  public mutating func prepare(step: Int) {
    guard let place = batches.place(of: step, rows: inputs.rows) else { return }
    if order?.epoch != place.epoch {
      order = (place.epoch, batches.order(ofEpoch: place.epoch, rows: inputs.rows))
    }
    guard let rows = order?.rows[place.range] else { return }
    batch = (inputs.selecting(rows: rows), targets.selecting(rows: rows))
  }

  /// The loss on the rows of the step, with their own statistics.
  public mutating func loss(at parameters: UnsafeMutablePointer<Scalar>) -> Double {
    withData { inputs, targets in
      program.loss(parameters, inputs: inputs, targets: targets, loss: loss)
    }
  }

  /// The loss on the rows of the step, and its gradient tensor by tensor; the running statistics of
  /// batch normalisation follow the rows.
  public mutating func gradient(
    at parameters: UnsafeMutablePointer<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double {
    withData { inputs, targets in
      program.gradient(parameters, inputs: inputs, targets: targets, loss: loss, use)
    }
  }

  /// The same, but the running statistics stay.
  public mutating func trialGradient(
    at parameters: UnsafeMutablePointer<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double {
    withData { inputs, targets in
      program.gradient(
        parameters, inputs: inputs, targets: targets, loss: loss, mode: .observation, use)
    }
  }

  /// The running statistics, where there are some, follow the rows of the step.
  public mutating func settle(at parameters: UnsafeMutablePointer<Scalar>) {
    let layout = program.architecture.layout
    guard layout.count > layout.trainableCount else { return }
    withData { inputs, _ in
      _ = program.forward(parameters, inputs: inputs, mode: .training)
    }
  }

  private func withData<Result>(
    _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>) -> Result
  ) -> Result {
    (batch?.inputs ?? inputs).withUnsafeBufferPointer { inputs in
      (batch?.targets ?? targets).withUnsafeBufferPointer { targets in
        guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else {
          preconditionFailure("a matrix has memory, even an empty one")
        }
        return body(inputs, targets)
      }
    }
  }
}

extension Matrix {
  /// The rows with these numbers, in this order.
  fileprivate func selecting(rows: ArraySlice<Int>) -> Matrix {
    Matrix(rows: rows.count, columns: columns) { target in
      withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for (place, row) in rows.enumerated() {
          (target + place * columns).update(from: source + row * columns, count: columns)
        }
      }
    }
  }
}
