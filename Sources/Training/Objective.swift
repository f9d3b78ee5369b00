public import Tensors

/// What is minimised: a loss of flat parameters.
///
/// An objective owns its buffers and is used by one thread at a time. The parameters' memory may be
/// longer than ``parameterCount``: what lies behind belongs to the objective (running statistics of
/// batch normalisation) and no optimizer touches it.
public protocol Objective<Scalar> {
  /// The scalar of the parameters.
  associatedtype Scalar: MatrixScalar

  /// The number of trainable parameters.
  var parameterCount: Int { get }

  /// Whether every step sees the same data: all there is.
  var seesAllData: Bool { get }

  /// Chooses the data of a step; a pure function of the step, so that a resumed training sees what
  /// an uninterrupted one would have seen.
  mutating func prepare(step: Int)

  /// The loss at the parameters; nothing changes.
  mutating func loss(at parameters: UnsafeMutablePointer<Scalar>) -> Double

  /// The loss at the parameters, and its gradient, piece by piece.
  ///
  /// The pieces are disjoint and cover `0..<parameterCount`. The parameters of a piece are not read
  /// again in this call: `use` may change them while they are in the cache. What lies behind the
  /// parameters follows them.
  ///
  /// - Parameters:
  ///   - parameters: At least ``parameterCount`` values.
  ///   - use: Takes a range of parameters and the gradient there, which is valid in the call only.
  /// - Returns: The loss at the parameters as they were on entry.
  mutating func gradient(
    at parameters: UnsafeMutablePointer<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double

  /// The same at parameters that may be given up again: nothing behind them changes.
  mutating func trialGradient(
    at parameters: UnsafeMutablePointer<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double

  /// Lets what lies behind the parameters follow them: for optimizers that look at many parameters
  /// in a step, once, at those they leave.
  mutating func settle(at parameters: UnsafeMutablePointer<Scalar>)
}

extension Objective {
  /// It does.
  public var seesAllData: Bool { true }

  /// Every step sees the same data.
  public mutating func prepare(step: Int) {}

  /// Nothing lies behind the parameters.
  public mutating func trialGradient(
    at parameters: UnsafeMutablePointer<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double {
    gradient(at: parameters, use)
  }

  /// Nothing lies behind the parameters.
  public mutating func settle(at parameters: UnsafeMutablePointer<Scalar>) {}
}
