public import Tensors

/// A way to lower a loss: a value without memory, whose memory is an ``OptimizerState``.
///
/// Since the state stands outside, thousands of trainings share one optimizer, and a training that
/// was interrupted goes on from its stored state with the same bits.
public protocol Optimizer: Hashable, Sendable, Codable {
  /// The names of ``OptimizerState/vectors``, in their order.
  static var vectorNames: [String] { get }

  /// The names of ``OptimizerState/numbers``, in their order.
  static var numberNames: [String] { get }

  /// Whether the same data must be seen at every step: what one step found out is compared with, or
  /// taken over by, the next.
  static var needsFullBatch: Bool { get }

  /// At which parameters the loss that a step returns holds.
  static var reportedLoss: ReportedLoss { get }

  /// The state before the first step.
  ///
  /// - Parameter parameters: The trainable parameters to start from.
  /// - Returns: Arrays named by ``vectorNames`` and ``numberNames``.
  func initialState<Scalar: MatrixScalar>(
    at parameters: UnsafeBufferPointer<Scalar>
  ) -> OptimizerState<Scalar>

  /// Takes one step.
  ///
  /// A step that takes one ``Objective/gradient(at:_:)`` leaves it to that to move what lies behind
  /// the parameters; one that looks at several parameters takes ``Objective/loss(at:)`` or
  /// ``Objective/trialGradient(at:_:)`` there, and ``Objective/settle(at:)`` where it ends.
  ///
  /// - Parameters:
  ///   - parameters: At least `objective.parameterCount` values; changed in place.
  ///   - state: What is remembered from step to step.
  ///   - objective: The loss; the step may evaluate it more than once.
  ///   - rate: The schedule's factor on the learning rate, 1 without a schedule.
  /// - Returns: A loss, at the parameters that ``reportedLoss`` says; nil while a search has found no
  ///   parameters of finite loss, which is no divergence: it draws others.
  func step<P: Objective>(
    _ parameters: UnsafeMutablePointer<P.Scalar>, _ state: inout OptimizerState<P.Scalar>,
    on objective: inout P, rate: Double
  ) -> Double?
}

/// At which parameters the loss that a step returns holds.
public enum ReportedLoss: Hashable, Sendable {
  /// At those from which the step began.
  case beforeStep
  /// At those to which the step came.
  case afterStep
}

extension Optimizer {
  /// Nothing is remembered in vectors.
  public static var vectorNames: [String] { [] }

  /// Nothing is remembered in numbers.
  public static var numberNames: [String] { [] }

  /// Mini-batches will do.
  public static var needsFullBatch: Bool { false }

  /// The loss is that after the step.
  public static var reportedLoss: ReportedLoss { .afterStep }
}

/// What an optimizer remembers between steps, as plain arrays: any optimizer's memory can be written
/// to a checkpoint and read back to the same bits.
public struct OptimizerState<Scalar: MatrixScalar>: Sendable, Equatable {
  /// Steps taken.
  public var step = 0

  /// Evaluations of the loss, with or without its gradient.
  public var evaluations = 0

  /// Arrays in the parameters' scalar and often of their length, named by `Optimizer.vectorNames`.
  public var vectors: [Matrix<Scalar>]

  /// Arrays in double precision, named by `Optimizer.numberNames`.
  public var numbers: [[Double]]

  /// A state before the first step.
  public init(vectors: [Matrix<Scalar>] = [], numbers: [[Double]] = []) {
    self.vectors = vectors
    self.numbers = numbers
  }
}
