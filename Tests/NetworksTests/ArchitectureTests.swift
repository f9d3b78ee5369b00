import Foundation
import Networks
import Testing

@Suite struct ArchitectureTests {
  @Test("law: trainable tensors come first, without gaps, statistics behind them")
  func layout() throws {
    let network = try Architecture.dense(
      inputs: 5, width: 7, outputs: 3, depth: 2, activation: .relu, bias: true,
      batchNorm: BatchNorm())
    let layout = network.layout
    #expect(
      layout.entries.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "layers.3.weight",
        "layers.3.bias", "layers.1.running_mean", "layers.1.running_var",
      ])
    #expect(layout.trainableCount == 35 + 7 + 7 + 7 + 21 + 3)
    #expect(layout.count == layout.trainableCount + 14)
    var end = 0
    for entry in layout.entries {
      #expect(entry.range.lowerBound == end)
      #expect(entry.range.count == entry.shape.reduce(1, *))
      end = entry.range.upperBound
    }
    #expect(end == layout.count)
  }

  @Test("law: a weight knows the function that follows it, through batch normalisation only")
  func followers() throws {
    let network = try Architecture(
      inputs: 4,
      layers: [
        .dense(outputs: 4), .batchNorm(), .activation(.relu),
        .residual([.dense(outputs: 4), .activation(.tanh), .dense(outputs: 4)]),
        .dense(outputs: 4), .residual([.dense(outputs: 4)]), .activation(.relu),
      ])
    let followers = network.layout.weights.map(\.role)
    #expect(
      followers == [
        .weight(followedBy: .relu), .weight(followedBy: .tanh), .weight(followedBy: nil),
        .weight(followedBy: nil), .weight(followedBy: nil),
      ])
  }

  @Test("law: a network written as JSON is read back the same")
  func codable() throws {
    let network = try Architecture.residual(
      width: 6, depth: 2, block: .depthTwo(.gelu, hidden: 9), scale: 0.5, batchNorm: BatchNorm())
    let data = try JSONEncoder().encode(network)
    #expect(try JSONDecoder().decode(Architecture.self, from: data) == network)
  }

  @Test("law: affine networks are those without activations")
  func affine() throws {
    #expect(try Architecture.linear(width: 3, depth: 4).isAffine)
    #expect(
      try Architecture.residual(
        width: 3, depth: 2, block: .depthOne(.linear), batchNorm: BatchNorm()
      ).isAffine)
    #expect(
      try !Architecture.residual(width: 3, depth: 2, block: .preActivation(.relu)).isAffine)
  }

  @Test("hostile: shapes that do not fit are named with their place")
  func misfits() {
    func message(_ inputs: Int, _ layers: [Layer]) -> (NetworkError.Code, String)? {
      do throws(NetworkError) {
        _ = try Architecture(inputs: inputs, layers: layers)
        return nil
      } catch {
        return (error.code, error.description)
      }
    }
    let branch = message(4, [.dense(outputs: 4), .residual([.dense(outputs: 3)])])
    #expect(branch?.0 == .shapeMismatch)
    #expect(branch?.1.contains("layers.1") == true)
    #expect(message(4, [.dense(outputs: 0)])?.0 == .emptyShape)
    #expect(message(0, [.dense(outputs: 1)])?.0 == .emptyShape)
    #expect(message(4, [])?.0 == .emptyShape)
    #expect(message(4, [.residual([])])?.0 == .shapeMismatch)
    #expect(message(4, [.residual([.dense(outputs: 4)], scale: .nan)])?.0 == .invalidValue)
    #expect(message(4, [.batchNorm(BatchNorm(epsilon: 0))])?.0 == .invalidValue)
  }
}
