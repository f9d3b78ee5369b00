import Foundation
import Tensors
import Training

/// A training by L-BFGS to a small gradient, in a form that is stored.
package struct Descent: Codable, Sendable {
  /// The steps of the trace.
  package var steps: [Int] = []
  /// The objective after these steps.
  package var objectives: [Double] = []
  /// The norm of the gradient at the end.
  package var gradientNorm = Double.infinity

  /// The objective at the end.
  var objective: Double { objectives.last ?? .nan }
  /// All steps.
  var length: Int { steps.last ?? 0 }
}

/// How far a descent goes.
struct DescentLimits: Sendable {
  /// The gradient's norm that ends it.
  var gradientNorm = 1e-11
  /// Steps of L-BFGS at most.
  var quasiNewtonSteps = 5000
  /// Steps of gradient descent at most, after the line search of L-BFGS finds nothing lower: it
  /// compares losses and stops at about the root of the rounding error; gradients go further.
  var gradientSteps = 20_000
}

extension Matrix<Double> {
  /// Minimises an objective from these parameters, shape `(1, count)`, and moves them to the minimum.
  mutating func descend<P: Objective<Double>>(
    _ objective: inout P, limits: DescentLimits = DescentLimits()
  ) -> Descent {
    var trace = Descent()
    trace.append(objective.value(at: &self), at: 0)
    var training = Trainer(
      from: self, trainable: objective.parameterCount, optimizer: LBFGS(history: 20),
      until: StoppingRule(maximumSteps: limits.quasiNewtonSteps))
    while training.outcome == nil {
      let before = training.memory.last ?? .infinity
      training.advance(on: &objective, steps: trace.nextPiece(atMost: 50))
      let loss = training.memory.last ?? .nan
      trace.append(loss, at: training.state.step)
      trace.gradientNorm = training.state.vectors[0].frobeniusNorm
      guard trace.gradientNorm > limits.gradientNorm, loss < before else { break }
    }
    self = training.parameters
    polish(&objective, &trace, limits: limits)
    return trace
  }

  /// Gradient descent with a step that is halved whenever the gradient grows.
  private mutating func polish<P: Objective<Double>>(
    _ objective: inout P, _ trace: inout Descent, limits: DescentLimits
  ) {
    var (rate, start) = (0.1, self)
    var (best, taken) = (trace.gradientNorm, 0)
    while best > limits.gradientNorm, taken < limits.gradientSteps, rate > 1e-6 {
      let piece = Swift.min(100, limits.gradientSteps - taken)
      var training = Trainer(
        from: start, trainable: objective.parameterCount, optimizer: Momentum(learningRate: rate),
        until: StoppingRule(maximumSteps: piece))
      training.advance(on: &objective)
      var moved = training.parameters
      let norm = objective.gradientNorm(at: &moved)
      taken += piece
      guard norm < best else {
        rate /= 2
        continue
      }
      (best, start) = (norm, moved)
    }
    guard best < trace.gradientNorm else { return }
    self = start
    trace.gradientNorm = best
    trace.append(objective.value(at: &self), at: trace.length + taken)
  }
}

extension Descent {
  /// Adds a point to the trace.
  mutating func append(_ objective: Double, at step: Int) {
    steps.append(step)
    objectives.append(objective)
  }

  /// Steps to the next point of the trace: every one at first, then a quarter of those taken.
  func nextPiece(atMost limit: Int) -> Int { max(1, min(limit, length / 4)) }
}

extension Objective<Double> {
  /// The objective at parameters, which stay.
  mutating func value(at parameters: inout Matrix<Double>) -> Double {
    parameters.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { loss(at: $0) } ?? .nan
    }
  }

  /// The norm of the gradient at parameters, which stay.
  mutating func gradientNorm(at parameters: inout Matrix<Double>) -> Double {
    var sum = 0.0
    parameters.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      _ = trialGradient(at: base) { range, gradient in
        for place in 0..<range.count { sum += gradient[place] * gradient[place] }
      }
    }
    return sum.squareRoot()
  }
}
