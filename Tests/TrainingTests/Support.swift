import Foundation
import Tensors
import Training

/// A smooth function as an objective in either precision; its gradient comes in three pieces, the
/// last parameters first.
struct Smooth<Scalar: MatrixScalar>: Objective {
  let parameterCount: Int
  let function: ([Double]) -> (loss: Double, gradient: [Double])

  mutating func loss(at parameters: UnsafeMutablePointer<Scalar>) -> Double {
    function(values(parameters)).loss
  }

  mutating func gradient(
    at parameters: UnsafeMutablePointer<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) -> Double {
    let (loss, gradient) = function(values(parameters))
    let ends = [0, parameterCount / 3, parameterCount / 2, parameterCount]
    gradient.map { Scalar($0) }.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for (start, end) in zip(ends, ends.dropFirst()).reversed() {
        use(start..<end, base + start)
      }
    }
    return loss
  }

  private func values(_ parameters: UnsafeMutablePointer<Scalar>) -> [Double] {
    (0..<parameterCount).map { Double(parameters[$0]) }
  }
}

/// A training by hand: parameters, state, and the loss of each step, infinite where there is none.
struct Trajectory<Scalar: MatrixScalar> {
  var parameters: [Scalar]
  var state: OptimizerState<Scalar>
  var losses: [Double] = []
  var points: [[Scalar]] = []

  init(_ optimizer: some Optimizer, from start: [Double]) {
    parameters = start.map { Scalar($0) }
    state = parameters.withUnsafeBufferPointer { optimizer.initialState(at: $0) }
  }

  mutating func run(
    _ optimizer: some Optimizer, on objective: some Objective<Scalar>, steps: Int,
    rate: (Int) -> Double = { _ in 1 }
  ) {
    var objective = objective
    // One place more than there are parameters, which no optimizer may touch.
    var buffer = parameters + [42]
    for _ in 0..<steps {
      buffer.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let loss = optimizer.step(base, &state, on: &objective, rate: rate(state.step))
        losses.append(loss ?? .infinity)
      }
      points.append(Array(buffer.dropLast()))
    }
    precondition(buffer.last == 42, "the optimizer wrote behind the parameters")
    parameters = Array(buffer.dropLast())
  }
}

/// `½ Σ cᵢ xᵢ²`.
func quadratic(_ curvatures: [Double]) -> ([Double]) -> (loss: Double, gradient: [Double]) {
  { x in
    let gradient = zip(curvatures, x).map(*)
    return (zip(gradient, x).reduce(0) { $0 + $1.0 * $1.1 / 2 }, gradient)
  }
}

/// `Σ 100 (xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)²`, whose minimum is 0 at `(1, …, 1)`.
func rosenbrock(_ x: [Double]) -> (loss: Double, gradient: [Double]) {
  var loss = 0.0
  var gradient = x.map { _ in 0.0 }
  for i in 0..<x.count - 1 {
    let (bend, rest) = (x[i + 1] - x[i] * x[i], 1 - x[i])
    loss += 100 * bend * bend + rest * rest
    gradient[i] -= 400 * bend * x[i] + 2 * rest
    gradient[i + 1] += 200 * bend
  }
  return (loss, gradient)
}

/// A file made by the script beside it.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/training/\(name)")
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: Data(contentsOf: file))
}
