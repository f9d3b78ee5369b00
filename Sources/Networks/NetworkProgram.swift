public import Tensors

/// An architecture compiled for a number of rows: kernels looked up, memory planned, ready to be run
/// many times with any parameters.
///
/// Copies share their memory, so a program belongs to one thread at a time.
public struct NetworkProgram<Scalar: MatrixScalar> {
  /// What was compiled.
  public let architecture: Architecture
  /// The number of inputs that go through at once.
  public let rows: Int

  private let chain: StageChain<Scalar>
  private let memory: Workspace<Scalar>
  private let scratch: Int
  private let gradient: Int
  private let spare: Int

  /// Compiles an architecture.
  ///
  /// - Parameters:
  ///   - architecture: The network.
  ///   - rows: Inputs that go through at once, ≥ 0.
  ///   - threads: How many cores the products of a wide network share; the result has the same bits.
  public init(_ architecture: Architecture, rows: Int, threads: Int = 1) {
    precondition(rows >= 0 && threads >= 1, "a program for \(rows) rows on \(threads) threads")
    self.architecture = architecture
    self.rows = rows
    var compiler = NetworkCompiler<Scalar>(architecture, rows: rows, threads: threads)
    chain = compiler.compile(architecture.layers, width: architecture.inputs)
    gradient = compiler.reserve(columns: compiler.widest)
    spare = compiler.reserve(columns: compiler.widest)
    let largest = architecture.layout.entries.map(\.range.count).max() ?? 0
    scratch = compiler.reserve(values: 2 * largest)
    memory = Workspace(compiler.plan)
  }

  /// The outputs of a network.
  ///
  /// - Parameters:
  ///   - parameters: `architecture.layout.count` values; in training the running statistics of batch
  ///     normalisation among them change.
  ///   - inputs: Shape `(rows, architecture.inputs)`.
  ///   - mode: Which statistics batch normalisation takes.
  /// - Returns: Shape `(rows, architecture.outputs)`; valid until the program runs again.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func forward(
    _ parameters: UnsafeMutablePointer<Scalar>, inputs: UnsafePointer<Scalar>, mode: NetworkMode
  ) -> UnsafePointer<Scalar> {
    chain.forward(inputs, pass(parameters, mode))
  }

  /// The loss of a network, and its gradient tensor by tensor, the last layer first.
  ///
  /// A tensor's values are not read again in this call when its gradient is given away: `use` may
  /// change them while they are in the cache.
  ///
  /// - Parameters:
  ///   - parameters: `architecture.layout.count` values; in training the running statistics change.
  ///   - inputs: Shape `(rows, architecture.inputs)`.
  ///   - targets: Shape `(rows, architecture.outputs)`.
  ///   - loss: What compares outputs and targets.
  ///   - mode: Whether the running statistics follow: training or observation.
  ///   - use: Takes the range of a tensor in the arena and the gradient there, valid in the call.
  /// - Returns: The loss at the parameters as they were on entry.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func gradient(
    _ parameters: UnsafeMutablePointer<Scalar>, inputs: UnsafePointer<Scalar>,
    targets: UnsafePointer<Scalar>, loss: Loss, mode: NetworkMode = .training,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double {
    precondition(mode != .evaluation, "no gradient goes through running statistics")
    let pass = pass(parameters, mode)
    let outputs = chain.forward(inputs, pass)
    var flow = GradientFlow(gradient: memory.base + gradient, spare: memory.base + spare)
    let value = LayerKernels.loss(
      loss, outputs: outputs, targets: targets, rows: rows, columns: architecture.outputs,
      gradient: flow.gradient)
    chain.backward(&flow, input: inputs, pass, needsInput: false, use)
    return value
  }

  /// The loss of a network with the statistics of the batch; nothing changes.
  ///
  /// - Returns: What ``gradient(_:inputs:targets:loss:mode:_:)`` returns for the same arguments.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func loss(
    _ parameters: UnsafeMutablePointer<Scalar>, inputs: UnsafePointer<Scalar>,
    targets: UnsafePointer<Scalar>, loss: Loss
  ) -> Double {
    let outputs = chain.forward(inputs, pass(parameters, .observation))
    return LayerKernels.loss(
      loss, outputs: outputs, targets: targets, rows: rows, columns: architecture.outputs,
      gradient: nil)
  }

  private func pass(_ parameters: UnsafeMutablePointer<Scalar>, _ mode: NetworkMode)
    -> Pass<Scalar>
  {
    Pass(parameters: parameters, memory: memory.base, scratch: memory.base + scratch, mode: mode)
  }
}
