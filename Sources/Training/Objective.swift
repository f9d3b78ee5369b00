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

  /// Chooses the data of a step; a pure function of the step, so that a resumed training sees what
  /// an uninterrupted one would have seen.
  mutating func prepare(step: Int)

  /// The loss at the parameters.
  mutating func loss(at parameters: UnsafeMutablePointer<Scalar>) -> Double

  /// The loss at the parameters, and its gradient, piece by piece.
  ///
  /// The pieces are disjoint and cover `0..<parameterCount`. The parameters of a piece are not read
  /// again in this call: `use` may change them while they are in the cache.
  ///
  /// - Parameters:
  ///   - parameters: At least ``parameterCount`` values.
  ///   - use: Takes a range of parameters and the gradient there, which is valid in the call only.
  /// - Returns: The loss at the parameters as they were on entry.
  mutating func gradient(
    at parameters: UnsafeMutablePointer<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double
}

extension Objective {
  /// Every step sees the same data.
  public mutating func prepare(step: Int) {}
}
