import Checkpoints
import Foundation
import Testing

/// `lowrank diff`, as a user runs it: what it prints and how it ends.
@Suite struct DiffTests {
  private let folder: TemporaryFolder
  private let paths: [String]
  private static let query = "encoder.layer.1.attention.self.query.weight"

  /// A model; the same with one matrix doubled, one gone, one new and one renamed.
  init() throws {
    folder = try TemporaryFolder()
    paths = ["a", "b"].map { [folder] in "\(folder.path)/\($0).safetensors" }
    var model = AuditModel()
    try model.write(to: paths[0])
    if case .float32(let values)? = model.tensors[Self.query]?.storage {
      model.tensors[Self.query] = NPYArray(
        shape: [64, 64], storage: .float32(values.map { 2 * $0 }))
    }
    let layer = "encoder.layer.0."
    model.tensors["new.weight"] = model.tensors.removeValue(forKey: "\(layer)output.dense.weight")
    model.tensors["extra.bias"] = NPYArray(shape: [3], storage: .float32([1, 2, 3]))
    model.tensors["\(layer)attention.self.key.bias"] = nil
    try model.write(to: paths[1])
  }

  private func diff(
    _ arguments: String..., environment: [String: String] = ["COLUMNS": "80"]
  ) throws -> Lowrank.Ending {
    try Lowrank.run(
      ["diff"] + paths + ["--progress", "none"] + arguments, environment: environment)
  }

  @Test("oracle: the table shows what changed and fits 80 columns, the last line accounts for all")
  func table() throws {
    let ending = try diff()
    #expect(ending.status == 0, "\(ending.messages)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(ending.output)")
    #expect(ending.output.contains("64×64") && ending.output.contains("1.00 (0.25)"))
    for text in [
      "a.safetensors → b.safetensors",
      "Tensors: 15 same, 1 changed, 1 added, 1 removed, 1 renamed.",
      "renamed: encoder.layer.0.output.dense.weight → new.weight", "added: extra.bias F32 [3]",
      "removed: encoder.layer.0.attention.self.key.bias F32 [64]",
    ] { #expect(ending.output.contains(text), "\(text)\n\(ending.output)") }
    let account = ending.messages.split(separator: "\n").last.map(String.init) ?? ""
    let expected =
      "coverage: COMPLETE  A 18 tensors = 15 same + 1 changed + 1 removed + 1 renamed + 0 excluded "
      + "+ 0 skipped; B 18 tensors = 15 same + 1 changed + 1 added + 1 renamed + 0 excluded + 0 skipped"
    #expect(account == expected)
  }

  @Test("law: a file does not differ from itself")
  func same() throws {
    let ending = try Lowrank.run(
      "diff", paths[0], paths[0], "--fail-on", "changed", "--fail-on", "added")
    #expect(ending.status == 0)
    #expect(ending.output.contains("Tensors: 18 same."))
  }

  @Test("oracle: JSON, CSV and lines of JSON have every row")
  func documents() throws {
    let json = try diff("--json").json
    #expect(json["schema"] as? String == "lowrank.diff/1")
    let rows = try #require(json["tensors"] as? [[String: Any]])
    #expect(rows.count == 19)
    let row = try #require(rows.first { $0["status"] as? String == "changed" })
    #expect(row["name"] as? String == Self.query)
    let change = try #require(row["delta_rel_fro"] as? Double)
    #expect(abs(change - 1) < 1e-14)
    let csv = try diff("--csv", "--sort", "delta_rel_fro").csvRows
    #expect(csv.count == 19 && csv.first?["name"] == Self.query)
    #expect(try diff("--jsonl").output.split(separator: "\n").count == 20)
  }

  @Test("oracle: gates fail with status 1 and say why; wrong words are wrong usage")
  func gates() throws {
    let removed = try diff("--fail-on", "removed")
    #expect(removed.status == 1)
    #expect(removed.messages.contains("--fail-on removed: 1 tensor is removed."))
    #expect(try diff("--fail-on", "retyped").status == 0)
    #expect(try diff("--fail-if", "delta_rel_fro > 0.9 for query").status == 1)
    #expect(try diff("--fail-if", "delta_rel_fro > 1.1").status == 0)
    for wrong in [
      ["--fail-if", "delta_rel_frob > 1"], ["--fail-on", "odd"], ["--rename", "x"], ["--k", "0"],
      ["--sort", "left_overlap@3"], ["--metrics", "nothing"],
    ] {
      let ending = try Lowrank.run(["diff"] + paths + wrong)
      #expect(ending.status == 64, "\(wrong)")
      #expect(ending.output.isEmpty)
    }
  }

  @Test("hostile: what is not finite, or was zero, is named first, and no gate lets NaN pass")
  func urgentRows() throws {
    func file(_ part: String, _ b: [Float], _ v: [Float], _ w: [Float]) throws -> String {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(part)", withIntermediateDirectories: true)
      let path = "\(folder.path)/\(part)/model.safetensors"
      var model = AuditModel()
      model.tensors = [
        "b.weight": NPYArray(shape: [2, 3], storage: .float32(b)),
        "v": NPYArray(shape: [2], storage: .float32(v)),
        "w.weight": NPYArray(shape: [2, 3], storage: .float32(w)),
      ]
      try model.write(to: path)
      return path
    }
    let ones = Array(repeating: Float(1), count: 6)
    let files = [
      try file("first", Array(repeating: 0, count: 6), [1, 2], ones),
      try file("second", ones, [1, .nan], Array(repeating: .nan, count: 6)),
    ]
    let ending = try Lowrank.run(["diff"] + files, environment: ["COLUMNS": "100"])
    for text in [
      "first/model.safetensors → second/model.safetensors", "not finite in B: w.weight (6 NaN",
      "not finite in B: v (1 NaN", "from zero: b.weight",
    ] { #expect(ending.output.contains(text), "\(text)\n\(ending.output)") }
    let gate = try Lowrank.run(["diff"] + files + ["--fail-if", "delta_rel_fro > 1e9 for w"])
    #expect(gate.status == 1 && gate.messages.contains("not finite: w.weight"))
    let none = try Lowrank.run(["diff"] + files + ["--include", "zzz"])
    #expect(none.status == 2 && none.messages.contains("lowrank audit with --dry-run"))
  }

  @Test("hostile: a file that is not there or no checkpoint: status 2, what, where and remedy")
  func unusable() throws {
    let missing = try Lowrank.run("diff", paths[0], "\(folder.path)/none.safetensors")
    #expect(missing.status == 2 && missing.messages.contains("none.safetensors"))
    let none = try diff("--exclude", ".")
    #expect(none.status == 2 && none.messages.contains("--exclude"))
  }
}
