import Checkpoints
import Foundation
import Testing

/// `lowrank audit --activations`, as a user runs it.
@Suite struct ActivationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two representations of 24 samples, and what identifies these.
  private func write(_ identifiers: [String: [Int64]]) throws -> String {
    var random = Seeded(state: 9)
    var arrays = [
      "layer1": AuditModel.gaussian(24, 16, &random),
      "layer2": AuditModel.gaussian(24, 32, &random),
    ]
    for (name, values) in identifiers {
      arrays[name] = NPYArray(shape: [values.count], storage: .int64(values))
    }
    let path = "\(folder.path)/activations.npz"
    try NPZFile.write(arrays, to: path)
    return path
  }

  private func audit(_ path: String, _ options: String...) throws -> Lowrank.Ending {
    try Lowrank.run(["audit", "--activations", path] + options, environment: ["COLUMNS": "80"])
  }

  @Test("oracle: the tables fit 80 columns, name both matrices, and account for every array")
  func table() throws {
    let ending = try audit(write(["ids": Array(0..<24)]))
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    for word in ["layer1", "layer2", "CKA unbiased", "RankMe"] {
      #expect(ending.output.contains(word), "\(word)")
    }
    #expect(ending.messages.hasPrefix("coverage: COMPLETE  3 tensors = 2 analysed + 1 excluded"))
  }

  @Test("law: JSON and CSV tell the same similarity, from -1 to 1, and hold no NaN")
  func documents() throws {
    let path = try write([:])
    let document = try audit(path, "--json").json
    #expect(document["schema"] as? String == "lowrank.activations/1")
    let pairs = try #require(document["pairs"] as? [[String: Any]])
    let similarity = try #require(pairs.first?["cka_linear_unbiased"] as? Double)
    #expect(pairs.count == 1 && abs(similarity) < 1)
    let table = try audit(path, "--csv")
    #expect(!table.output.contains("nan"))
    let cell = try table.csvRows.last?["cka_linear_unbiased"].flatMap { Double($0) }
    // Foundation on Linux reads decimals to within a few units in the last place.
    #expect(abs(try #require(cell) - similarity) <= 8 * similarity.ulp)
  }

  @Test("hostile: samples that differ are not compared: 2, and the first of them is named")
  func differentSamples() throws {
    let ending = try audit(
      write(["layer1_ids": Array(0..<24), "layer2_ids": Array((0..<24).reversed())]))
    #expect(ending.status == 2 && ending.output == "")
    #expect(ending.messages.hasPrefix("error: Sample 0") && ending.messages.contains("layer2"))
    #expect(try audit("\(folder.path)/missing.npz").status == 2)
  }
}
