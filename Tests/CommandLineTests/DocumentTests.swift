import Foundation
import Testing

/// JSON documents: keys are an interface.
@Suite struct DocumentTests {
  @Test("oracle: theory prints the closed forms under their names")
  func theory() throws {
    let ending = try Lowrank.run("theory", "singular-values", "--depth", "1", "--json")
    let document = try ending.json
    #expect(ending.status == 0)
    #expect(ending.output.hasPrefix("{\n  \"schema\" : \"lowrank.theory/1\","))
    // Depth 1 is the quarter circle: support 4 of σ², moments the Catalan numbers 1, 2, 5, 14.
    #expect(document["depth"] as? Int == 1)
    #expect(abs((document["support_maximum"] as? Double ?? 0) - 4) < 1e-12)
    let moments = try #require(document["moments"] as? [Double])
    for (moment, catalan) in zip(moments, [1.0, 2, 5, 14]) {
      #expect(abs(moment - catalan) < 1e-9 * catalan)
    }
    // 1 − H₂ = −1/2, exactly; the weights' offset to the five digits of the specification's table.
    #expect(abs((document["entropy_offset_gram"] as? Double ?? 0) + 0.5) < 1e-12)
    #expect(abs((document["entropy_offset_weights"] as? Double ?? 0) + 0.2169) < 5e-5)
  }

  @Test("law: N inputs lower the Gram offset by n / ((d + 2) N)")
  func inputsRatio() throws {
    func offset(_ arguments: String...) throws -> Double {
      let call = ["theory", "singular-values", "--depth", "3", "--json"] + arguments
      return try #require(try Lowrank.run(call).json["entropy_offset_gram"] as? Double)
    }
    let difference = try offset() - offset("--inputs-ratio", "32/128")
    #expect(abs(difference - 0.25 / 5) < 1e-12)
    #expect(try offset("--inputs-ratio", "0.25") == offset("--inputs-ratio", "32/128"))
  }

  @Test("law: the experiments of the catalogue are listed, with question, figure and parameters")
  func experiments() throws {
    let document = try Lowrank.run("experiments", "--json").json
    #expect(document["schema"] as? String == "lowrank.experiments/1")
    let entries = try #require(document["experiments"] as? [[String: Any]])
    let ids = entries.compactMap { ($0["description"] as? [String: Any])?["id"] as? String }
    let needed = [
      "rank-density", "singular-value-law", "rank-measures", "rank-landscape",
      "kernel-rank-landscape",
    ]
    #expect(Set(ids).isSuperset(of: needed))
    for entry in entries {
      #expect((entry["settings"] as? [Any])?.isEmpty == false)
    }
    let table = try Lowrank.run("experiments").output
    #expect(ids.allSatisfy(table.contains))
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 })
    for id in ids {
      let full = try Lowrank.run("experiments", id).output
      #expect(full.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(full.contains("--set"))
    }
  }

  @Test("law: doctor names every optional part, and a remedy for what is not good")
  func doctor() throws {
    let document = try Lowrank.run("doctor", "--json").json
    #expect(document["schema"] as? String == "lowrank.doctor/1")
    let findings = try #require(document["findings"] as? [[String: Any]])
    let parts = findings.compactMap { $0["part"] as? String }
    for part in ["processor", "BLAS", "small products", "chart renderer", "Fashion-MNIST"] {
      #expect(parts.contains(part))
    }
    for finding in findings where finding["state"] as? String != "good" {
      #expect((finding["remedy"] as? String)?.isEmpty == false)
    }
    #expect(try Lowrank.run("doctor").output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("law: every citation of an experiment is in the bibliography")
  func citations() throws {
    let entries = try Lowrank.run("experiments", "--json").json["experiments"] as? [[String: Any]]
    for entry in try #require(entries) {
      let description = try #require(entry["description"] as? [String: Any])
      let id = try #require(description["id"] as? String)
      let text = try Lowrank.run("cite", id).output
      for key in try #require(description["citations"] as? [String]) {
        #expect(text.contains("{\(key),"), "\(id) rests on \(key)")
      }
    }
  }

  @Test(
    "law: cite prints balanced BibTeX for every experiment",
    arguments: [
      [], ["rank-density"], ["singular-value-law"], ["roy2007effective", "rank-measures"],
    ])
  func cite(ids: [String]) throws {
    let ending = try Lowrank.run(["cite"] + ids)
    #expect(ending.status == 0)
    #expect(ending.output.contains("huh2023lowrank"))
    #expect(ending.output.count { $0 == "{" } == ending.output.count { $0 == "}" })
  }
}
