import Checkpoints
import Foundation
import Testing

/// `lowrank audit` where the input, the command line or the disk is not what it should be.
@Suite struct AuditInputTests {
  private let folder: TemporaryFolder
  private let model = AuditModel()

  init() throws { folder = try TemporaryFolder() }

  private func audit(_ arguments: String...) throws -> Lowrank.Ending {
    try Lowrank.run(["audit", "--progress", "none"] + arguments)
  }

  private func write(_ model: AuditModel, _ name: String = "model.safetensors") throws -> String {
    let path = "\(folder.path)/\(name)"
    try model.write(to: path)
    return path
  }

  private func coverage(of ending: Lowrank.Ending) throws -> String {
    try #require(ending.messages.split(separator: "\n").last.map(String.init))
  }

  @Test(
    "hostile: wrong usage ends with 64 and names the option",
    arguments: [
      (["audit"], "checkpoint"), (["audit", ""], "path"),
      (["audit", "x", "--json", "--csv"], "--csv"), (["audit", "x", "--resume"], "--out"),
      (["audit", "x", "--threads", "0"], "--threads"), (["audit", "x", "--limit", "0"], "--limit"),
      (["audit", "x", "--memory", "-1"], "--memory"),
      (["audit", "x", "--include", "("], "--include"),
      (["audit", "x", "--view", "a=square"], "--view"),
      (["audit", "x", "--split", "a"], "--split"),
      (["audit", "x", "--metrics", "alhpa"], "alpha"),
      (["audit", "x", "--sort", "alhpa"], "alpha"),
      (["audit", "x", "--sort", "alpha:up"], "--sort"),
      (["audit", "x", "--compat", "weightwatcher"], "--out"),
      (["audit", "--activations", "x.npz", "--fail-if", "alpha < 2"], "--fail-if"),
      (["audit", "--activations", "x.npz", "--html", "y", "--jsonl"], "--jsonl, --html"),
      (["audit", "--activations", "x.npz", "--out", "y", "--resume"], "--resume"),
      (["audit", "--activations", "x.npz", "--metrics", "alpha", "--dry-run"], "--metrics, "),
      (["audit", "x", "--columns", "alhpa"], "alpha"),
      (["audit", "x", "--csv", "--columns", "alpha"], "--columns"),
      (["audit", "x", "--fail-if", "stable_rank"], "stable_rank"),
      (["audit", "x", "--fail-if", "stable_rnk < 2"], "stable_rank"),
      (["audit", "x", "--tw-p", "2"], "--tw-p"), (["audit", "x", "--null", "-1"], "--null"),
      (["audit", "x", "--quiet", "--verbose"], "--verbose"),
      (["audit", "x", "--out", ""], "--out"),
      (["audit", "x", "--conv-grid", "32"], "--conv-grid"),
      (["audit", "x", "--rank-tol", "2"], "--rank-tol"), (["audit", "x", "--k", "0"], "--k"),
    ])
  func usage(arguments: [String], named: String) throws {
    let ending = try Lowrank.run(arguments)
    #expect(ending.status == 64, "\(ending.messages)")
    #expect(ending.output == "")
    #expect(ending.messages.hasPrefix("Error: ") && ending.messages.contains(named))
  }

  @Test("hostile: no file, a text, a truncated file: 2, one sentence, where and what to do")
  func unusable() throws {
    let path = try write(model)
    let bytes = try Data(contentsOf: URL(filePath: path))
    let cases: [(name: String, contents: Data?)] = [
      ("missing.safetensors", nil), ("notes.safetensors", Data("not a model".utf8)),
      ("cut.safetensors", bytes.prefix(bytes.count / 2)), ("empty.safetensors", Data()),
    ]
    for (name, contents) in cases {
      let file = "\(folder.path)/\(name)"
      try contents?.write(to: URL(filePath: file))
      let ending = try audit(file)
      #expect(ending.status == 2, "\(name): \(ending.messages)")
      #expect(ending.output == "")
      #expect(ending.messages.hasPrefix("error: ") && ending.messages.contains(name))
    }
    #expect(try audit("\(folder.path)/missing.safetensors", path).status == 2)
  }

  @Test("oracle: a missing shard makes the coverage partial and the status 2; the rest is analysed")
  func missingShard() throws {
    try model.writeShards(to: folder.path)
    #expect(try audit(folder.path).status == 0)
    let shard = "model-00001-of-00002.safetensors"
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(shard)")
    let ending = try audit(folder.path, "--verbose")
    #expect(ending.status == 2)
    #expect(ending.output.contains("64×64"))
    #expect(
      try coverage(of: ending)
        == "coverage: PARTIAL   \(model.count) tensors = 10 analysed + 6 excluded (6 vector) + "
        + "2 skipped (2 missing shard \(shard))")
    #expect(ending.messages.contains("embeddings.word_embeddings.weight"), "named when verbose")
    #expect(ending.messages.contains("error: "))
    let document = try audit(folder.path, "--json").json
    let reasons =
      try #require(document["coverage"] as? [String: Any])["reasons"] as? [[String: Any]]
    #expect(try #require(reasons).count == 8)
  }

  @Test("law: NaN and infinity are findings with a place, not failures")
  func nonFinite() throws {
    var odd = model
    var values = [Float](repeating: 0.5, count: 64)
    values[17] = .nan
    values[40] = -.infinity
    odd.tensors["encoder.layer.0.output.dense.weight"] = NPYArray(
      shape: [8, 8], storage: .float32(values))
    let ending = try audit(try write(odd))
    #expect(ending.status == 0)
    #expect(ending.output.contains("not finite"))
    #expect(ending.output.replacing("\n  ", with: " ").contains("1 NaN, 1 infinite"))
    #expect(!ending.output.contains("alpha:"), "no reason for every metric besides")
    #expect(try coverage(of: ending).hasPrefix("coverage: COMPLETE"))
    let row = try audit("\(folder.path)/model.safetensors", "--csv").csvRows.first {
      $0["name"] == "encoder.layer.0.output.dense.weight"
    }
    #expect(row?["status"] == "nonfinite" && row?["stable_rank"] == "")
  }

  @Test("law: patterns choose tensors, what they leave out is accounted for; none left is 2")
  func patterns() throws {
    let path = try write(model)
    let some = try audit(path, "--include", "query", "--exclude", "bias", "--csv")
    #expect(some.status == 0)
    #expect(try some.csvRows.count == 2)
    #expect(try coverage(of: some).contains("= 2 analysed + \(model.count - 2) excluded ("))
    let none = try audit(path, "--include", "no such name")
    #expect(none.status == 2 && none.messages.contains("--include"))
    let vectors = try audit(path, "--include", "bias")
    #expect(vectors.status == 2 && vectors.messages.contains("6 vector"))
    #expect(try audit(path, "--limit", "3", "--csv").csvRows.count == 3)
    // A pattern may begin with a dash.
    #expect(try audit(path, "--include", "-x", "--csv").status == 2)
  }

  @Test("law: --require-complete fails on what no type rule excuses, and on nothing else")
  func requireComplete() throws {
    let path = try write(model)
    #expect(try audit(path, "--require-complete").status == 0)
    let limited = try audit(path, "--max-elements", "5000", "--require-complete")
    #expect(limited.status == 1 && limited.messages.contains("--require-complete"))
    let free = try audit(path, "--max-elements", "5000")
    #expect(free.status == 0)
    #expect(try coverage(of: free).hasPrefix("coverage: PARTIAL"))
  }

  @Test("law: elements that nobody can analyse make the coverage partial, not the status")
  func unsupportedType() throws {
    let path = "\(folder.path)/complex.safetensors"
    let header = Data(
      ("{\"a\":{\"dtype\":\"C64\",\"shape\":[2,2],\"data_offsets\":[0,32]},"
        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[32,48]}}").utf8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    try (length + header + Data(count: 48)).write(to: URL(filePath: path))
    let ending = try audit(path)
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(try coverage(of: ending).hasPrefix("coverage: PARTIAL   2 tensors = 1 analysed"))
    #expect(ending.output.contains("1 matrix\n") && !ending.output.contains("become 0"))
    #expect(try audit(path, "--require-complete").status == 1)
    #expect(try audit(path, "--include", "a").status == 2, "nothing is left to analyse")
    let document = try #require(audit(path, "--json").json["coverage"] as? [String: Any])
    #expect(document["status"] as? String == "PARTIAL")
    #expect(
      (document["skipped"] as? [[String: String]]) == [["name": "a", "reason": "complex dtype"]])
  }

  @Test("hostile: names with control characters reach no terminal; a page that has no folder is 2")
  func hostileNames() throws {
    var random = Seeded(state: 3)
    var odd = model
    odd.tensors["a\u{1B}[2Jb\r\nc.weight"] = AuditModel.gaussian(16, 16, &random)
    let path = try write(odd)
    let ending = try audit(path, "--verbose")
    #expect(ending.status == 0)
    #expect(!(ending.output + ending.messages).contains("\u{1B}"))
    #expect(!(ending.output + ending.messages).contains("\r"))
    let page = try audit(path, "--html", "\(folder.path)/none/page.html")
    #expect(page.status == 2 && page.messages.contains("--html"))
    #expect(page.output == "", "said before the work")
    #expect(try audit(path, "--html", folder.path).status == 2, "a folder is no file")
    #expect(try audit(path, "--out", "/dev/null/audit").status == 2)
  }
}
