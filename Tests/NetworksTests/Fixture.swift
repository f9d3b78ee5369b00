import Foundation
import Networks
import Testing

/// Numbers of PyTorch; rebuilt by `Tests/Fixtures/networks/make_networks.py`.
struct NetworkFixture: Decodable {
  struct Case: Decodable {
    let name: String
    let loss: Loss
    let rows: Int
    let inputs: [Double]
    let targets: [Double]
    let parameters: [Double]
    let trainingOutputs: [Double]
    let value: Double
    let gradient: [Double]
    let statistics: [Double]
    let evaluationOutputs: [Double]
  }

  let version: Int
  let cases: [Case]

  static func load() throws -> NetworkFixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/networks/networks.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(NetworkFixture.self, from: Data(contentsOf: file))
  }
}

/// The networks of the fixture, by name.
let fixtureNetworks: [String: @Sendable () throws -> Architecture] = [
  "relu": { try plain(.relu) },
  "relu-bias-logistic": { try plain(.relu, bias: true) },
  "tanh-bias-cross-entropy": { try plain(.tanh, bias: true) },
  "gelu-exponential": { try plain(.gelu) },
  "selu": { try plain(.selu, bias: true) },
  "silu": { try plain(.silu) },
  "leaky-relu": { try plain(.leakyReLU()) },
  "sine": { try plain(.sine(omega: 3)) },
  "batch-norm": { try plain(.relu, bias: true, batchNorm: BatchNorm()) },
  "residual-depth-one": {
    try .residual(width: 5, depth: 3, block: .depthOne(.tanh), scale: 0.5)
  },
  "residual-depth-two": {
    let block = Layer.residual(
      [.dense(outputs: 9), .activation(.relu), .dense(outputs: 4)], scale: 1.0 / 3)
    return try Architecture(
      inputs: 5, layers: [.dense(outputs: 4), block, block, block, .dense(outputs: 2)])
  },
  "residual-batch-norm": {
    try .residual(width: 5, depth: 3, block: .depthOne(.linear), batchNorm: BatchNorm())
  },
  "residual-nested": {
    let inner = Layer.residual([.activation(.tanh), .dense(outputs: 5)], scale: -0.7)
    return try Architecture(
      inputs: 5,
      layers: [.residual([.dense(outputs: 5), inner, .activation(.silu)], scale: 2)])
  },
]

/// The network of a name.
func fixtureNetwork(_ name: String) throws -> Architecture {
  let build = try #require(fixtureNetworks[name])
  return try build()
}

private func plain(
  _ activation: Activation, bias: Bool = false, batchNorm: BatchNorm? = nil
) throws -> Architecture {
  try .dense(
    inputs: 5, width: 7, outputs: 3, depth: 3, activation: activation, bias: bias,
    batchNorm: batchNorm)
}
