import Tensors
import Testing
import Training

/// `½ Σ cᵢ (xᵢ - tᵢ)²`: the objective whose minimum and gradient are known.
struct Quadratic: Objective {
  let curvatures: [Double]
  let target: [Double]
  var parameterCount: Int { target.count }

  mutating func loss(at parameters: UnsafeMutablePointer<Double>) -> Double {
    (0..<target.count).reduce(0) { sum, i in
      let distance = parameters[i] - target[i]
      return sum + curvatures[i] * distance * distance / 2
    }
  }

  mutating func gradient(
    at parameters: UnsafeMutablePointer<Double>,
    _ use: (Range<Int>, UnsafePointer<Double>) -> Void
  ) -> Double {
    let loss = loss(at: parameters)
    let gradient = (0..<target.count).map { curvatures[$0] * (parameters[$0] - target[$0]) }
    let middle = target.count / 2
    gradient.withUnsafeBufferPointer { gradient in
      guard let base = gradient.baseAddress else { return }
      // In two pieces, the last one first, as a network gives them.
      use(middle..<target.count, base + middle)
      use(0..<middle, base)
    }
    return loss
  }
}

@Test("law: an objective's pieces of gradient cover every parameter once")
func piecesCoverTheGradient() {
  var objective = Quadratic(curvatures: [1, 2, 3, 4, 5], target: [5, 4, 3, 2, 1])
  var parameters = [Double](repeating: 0, count: 5)
  var seen = [Int](repeating: 0, count: 5)
  let loss = parameters.withUnsafeMutableBufferPointer { buffer in
    buffer.baseAddress.map {
      objective.gradient(at: $0) { range, _ in for index in range { seen[index] += 1 } }
    }
  }
  #expect(seen == [1, 1, 1, 1, 1])
  // ½ (25 + 32 + 27 + 16 + 5)
  #expect(loss == 52.5)
}
