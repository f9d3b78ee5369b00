import Networks
import Randomness
import Tensors
import Testing

/// A network with standard normal weights and biases.
func randomMap(_ widths: [Int], _ stream: inout RandomStream) throws -> ReLUNetwork {
  try ReLUNetwork(
    zip(widths, widths.dropFirst()).map { inputs, outputs in
      AffineMap(
        Matrix(rows: outputs, columns: inputs, from: .standardNormal, using: &stream),
        bias: stream.values(outputs, from: .standardNormal))
    })
}

/// Uniform points in `[-1, 1]ᵈ`.
func cubePoints(_ count: Int, _ dimension: Int, _ stream: inout RandomStream) -> Matrix<Double> {
  Matrix(rows: count, columns: dimension, from: .uniform(-1...1), using: &stream)
}

/// The largest difference of two entries.
func distance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  (a - b).elements.reduce(0) { max($0, $1.magnitude) }
}

@Suite struct ReLUNetworkTests {
  @Test("law: the Jacobian is the difference quotient inside one affine piece", arguments: 0..<8)
  func jacobianIsTheSlope(seed: Int) throws {
    var stream = RandomStream(SeedPath(root: 11) / "slope-\(seed)")
    let map = try randomMap([3, 7, 6, 4], &stream)
    let points = cubePoints(50, 3, &stream)
    var judged = 0
    for row in 0..<points.rows {
      let x = points.row(row)
      // With every unit at least 1e-3 off its kink and slopes below 1e3, a step of 1e-7 stays inside
      // the piece, where the quotient is exact up to rounding, 1e-15 · 100 / 1e-7.
      guard let jacobian = map.jacobian(at: x, tolerance: 1e-3) else { continue }
      judged += 1
      for column in 0..<3 {
        var moved = x
        moved[column] += 1e-7
        for (output, (high, low)) in zip(map(moved), map(x)).enumerated() {
          #expect(abs((high - low) / (moved[column] - x[column]) - jacobian[output, column]) < 2e-5)
        }
      }
    }
    #expect(judged > 30)
  }

  @Test("law: intervals hold at every point of the box, and are exact for affine maps")
  func boundsHold() throws {
    var stream = RandomStream(SeedPath(root: 11) / "bounds")
    let map = try randomMap([3, 5, 5, 2], &stream)
    let box = [-1.0...0.5, 0.0...2.0, -3.0...(-1.0)]
    let bounds = map.bounds(over: box)
    let unit = cubePoints(500, 3, &stream)
    for row in 0..<unit.rows {
      let x = zip(unit.row(row), box).map { u, side in
        side.lowerBound + (u + 1) / 2 * (side.upperBound - side.lowerBound)
      }
      #expect(zip(map(x), bounds).allSatisfy { $1.contains($0) })
    }
    let affine = try ReLUNetwork([AffineMap(Matrix([[2, -3]]), bias: [1])])
    #expect(affine.bounds(over: [0...1, -1...2]) == [-5...6])
  }

  @Test("law: one network after another is the composition; widths that do not fit are named")
  func composition() throws {
    var stream = RandomStream(SeedPath(root: 11) / "composition")
    let h = try randomMap([3, 5, 2], &stream)
    let g = try randomMap([2, 4, 3], &stream)
    let points = cubePoints(40, 3, &stream)
    // Sums of a few dozen terms of size one.
    #expect(
      distance(try g.after(h).outputs(of: points), g.outputs(of: h.outputs(of: points))) < 1e-12)
    let error = #expect(throws: NetworkError.self) { try h.after(h) }
    #expect(error?.code == .shapeMismatch)
  }

  @Test("law: a trained chain of dense layers and relus is the map it computes")
  func fromArchitecture() throws {
    var stream = RandomStream(SeedPath(root: 11) / "architecture")
    let network = try Architecture.dense(
      inputs: 3, width: 6, outputs: 2, depth: 3, activation: .relu, bias: true)
    let parameters = Matrix<Double>(
      rows: 1, columns: network.layout.count, from: .standardNormal, using: &stream)
    let points = cubePoints(40, 3, &stream)
    let map = try ReLUNetwork(network, parameters: parameters)
    #expect(map.layers.count == 3)
    // Sums of a few dozen terms of size ten.
    #expect(distance(map.outputs(of: points), network.outputs(of: parameters, on: points)) < 1e-11)
    let smooth = try Architecture.dense(
      inputs: 3, width: 6, outputs: 2, depth: 2, activation: .tanh)
    let error = #expect(throws: NetworkError.self) {
      try ReLUNetwork(smooth, parameters: Matrix(rows: 1, columns: smooth.layout.count))
    }
    #expect(error?.code == .notAChain)
    #expect(error?.description.contains("layers.1") == true)
  }

  @Test("hostile: no layer, no width, layers that do not fit, numbers that are not finite")
  func impossibleLayers() async throws {
    let two = AffineMap(Matrix(rows: 2, columns: 3))
    for (layers, code, word) in [
      ([], .emptyShape, "at least one layer"),
      ([AffineMap(Matrix(rows: 0, columns: 3))], .emptyShape, "Layer 0"),
      ([two, two], .shapeMismatch, "layer 1 takes 3"),
      ([AffineMap(Matrix([[1, .nan]]))], .invalidValue, "row 0, column 1"),
      ([AffineMap(Matrix([[1.0]]), bias: [.infinity])], .invalidValue, "entry 0"),
    ] as [([AffineMap], NetworkError.Code, String)] {
      let error = #expect(throws: NetworkError.self) { try ReLUNetwork(layers) }
      #expect(error?.code == code)
      #expect(error?.description.contains(word) == true)
    }
    await #expect(processExitsWith: .failure) {
      _ = AffineMap(Matrix(rows: 2, columns: 3), bias: [1])
    }
  }

  @Test("hostile: on a kink there is no Jacobian, but a unit that is constant is none")
  func kinks() throws {
    let absolute = try ReLUNetwork([
      AffineMap(Matrix([[1.0], [-1.0]])), AffineMap(Matrix([[1.0, 1.0]])),
    ])
    #expect(absolute.jacobian(at: [0]) == nil)
    #expect(absolute.jacobian(at: [.nan]) == nil && absolute.jacobian(at: [.infinity]) == nil)
    #expect(absolute.jacobian(at: [0.5]) == Matrix([[1.0]]))
    #expect(absolute.jacobian(at: [-0.5]) == Matrix([[-1.0]]))
    // The second layer reads a unit that is off and has no bias: it stands at 0 and stays there.
    let dead = try ReLUNetwork([
      AffineMap(Matrix([[1.0]])), AffineMap(Matrix([[1.0]])), AffineMap(Matrix([[1.0]])),
    ])
    #expect(dead.jacobian(at: [-1]) == Matrix([[0.0]]))
  }
}
