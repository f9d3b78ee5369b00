import Foundation
import Tensors

/// Numbers of PyTorch; rebuilt by `Tests/Fixtures/networks/make_layers.py`.
struct LayerFixture: Decodable {
  struct LossCase: Decodable {
    let outputs: [[Double]]
    let targets: [[Double]]
    let value: Double
    let gradient: [[Double]]
  }
  struct BatchNormCase: Decodable {
    let input, gradient, output, evaluated, inputGradient: [[Double]]
    let scale, shift, mean, updatedMean, updatedVariance, scaleGradient, shiftGradient: [Double]
  }

  let points: [Double]
  let derivatives: [String: [Double]]
  let losses: [String: LossCase]
  let batchNorm: BatchNormCase

  static func load() throws -> LayerFixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/networks/layers.json")
    return try JSONDecoder().decode(LayerFixture.self, from: Data(contentsOf: file))
  }
}

/// The elements after `body`, which works on them in place.
func changed<Scalar>(
  _ values: [Scalar], _ body: (UnsafeMutablePointer<Scalar>) -> Void
) -> [Scalar] {
  var values = values
  values.withUnsafeMutableBufferPointer { buffer in
    if let base = buffer.baseAddress { body(base) }
  }
  return values
}

/// The largest distance of two arrays, infinite if a value is NaN or the lengths differ.
func distance<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(_ a: [A], _ b: [B]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    let difference = abs(Double(pair.0) - Double(pair.1))
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}
