public import Tensors

/// An optimizer that changes every parameter by its own gradient and its own memory.
///
/// One step evaluates the gradient once, at the parameters before the step, and updates each piece
/// as soon as its gradient is complete, while both are in the cache. The loss it returns is that of
/// the parameters before the step. A gradient that is NaN or infinite makes the parameters so: a
/// training that diverges is noticed where it is driven, not here.
public protocol GradientRule: Optimizer {
  /// The update with the coefficients of one step.
  ///
  /// - Parameters:
  ///   - step: Steps taken before this one.
  ///   - rate: The schedule's factor on the learning rate.
  /// - Returns: What to do with every piece of the gradient.
  func update(step: Int, rate: Double) -> GradientUpdate
}

extension GradientRule {
  /// The gradient and the loss are those before the step.
  public static var reportedLoss: ReportedLoss { .beforeStep }

  /// One array of zeros, as long as the parameters, per name.
  public func initialState<Scalar: MatrixScalar>(
    at parameters: UnsafeBufferPointer<Scalar>
  ) -> OptimizerState<Scalar> {
    OptimizerState(
      vectors: Self.vectorNames.map { _ in Matrix(rows: 1, columns: parameters.count) })
  }

  /// Takes one step; returns the loss at the parameters before it.
  public func step<P: Objective>(
    _ parameters: UnsafeMutablePointer<P.Scalar>, _ state: inout OptimizerState<P.Scalar>,
    on objective: inout P, rate: Double
  ) -> Double? {
    precondition(
      state.vectors.count == Self.vectorNames.count,
      "a state of \(state.vectors.count) arrays for a rule that has \(Self.vectorNames.count)")
    let update = update(step: state.step, rate: rate)
    state.step += 1
    state.evaluations += 1
    return withMemory(&state.vectors, count: objective.parameterCount) { first, second in
      objective.gradient(at: parameters) { range, gradient in
        update.apply(
          to: parameters + range.lowerBound, gradient: gradient,
          memory: (first.map { $0 + range.lowerBound }, second.map { $0 + range.lowerBound }),
          count: range.count)
      }
    }
  }
}

/// Calls `body` with the arrays of a rule's memory, which has at most two.
private func withMemory<Scalar: MatrixScalar>(
  _ vectors: inout [Matrix<Scalar>], count: Int,
  _ body: (UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?) -> Double
) -> Double {
  vectors.withUnsafeMutableBufferPointer { vectors in
    for vector in vectors {
      precondition(
        vector.columns == count,
        "a state of \(vector.columns) parameters for an objective of \(count)")
    }
    switch vectors.count {
    case 0: return body(nil, nil)
    case 1: return vectors[0].withUnsafeMutableBufferPointer { body($0.baseAddress, nil) }
    default:
      return vectors[0].withUnsafeMutableBufferPointer { first in
        vectors[1].withUnsafeMutableBufferPointer { body(first.baseAddress, $0.baseAddress) }
      }
    }
  }
}
