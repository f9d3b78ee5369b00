import Checkpoints
import Foundation
import Testing

/// `lowrank audit`, as a user runs it: what it prints and how it ends.
@Suite struct AuditTests {
  private let folder: TemporaryFolder
  private let model = AuditModel()
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/model.safetensors"
    try model.write(to: path)
  }

  private func audit(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> Lowrank.Ending {
    try Lowrank.run(["audit", path, "--progress", "none"] + arguments, environment: environment)
  }

  private static func coverage(of ending: Lowrank.Ending) throws -> String {
    try #require(ending.messages.split(separator: "\n").last.map(String.init))
  }

  // MARK: The table

  @Test("oracle: the table names every matrix, fits 80 columns, and the last line accounts for all")
  func table() throws {
    let ending = try audit(environment: ["COLUMNS": ""])
    #expect(ending.status == 0, "\(ending.messages)")
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(ending.output)")
    #expect(lines.filter { $0.contains("64×64") }.count == 6)
    for word in ["effective", "stable", "spikes", "alpha", "median by role", "attention"] {
      #expect(ending.output.contains(word), "\(word)")
    }
    #expect(!ending.output.contains("\u{1B}"), "no colour where there is no terminal")
    let share = 100 * Double(200 * 64 + 6 * 64 * 64 + 4 * 128 * 64) / Double(model.parameters)
    #expect(
      try Self.coverage(of: ending)
        == "coverage: COMPLETE  \(model.count) tensors = 11 analysed + 7 excluded (6 vector, "
        + "1 integer dtype) + 0 skipped; \(String(format: "%.2f", (share * 100).rounded(.down) / 100)) % of parameters"
    )
  }

  @Test("law: a wide terminal shows names in full, a narrow one the numbers in them")
  func width() throws {
    let wide = try audit(environment: ["COLUMNS": "160"]).output
    #expect(wide.contains("\nencoder.layer.1.attention.self.query "))
    #expect(wide.split(separator: "\n").allSatisfy { $0.count <= 160 })
    let narrow = try audit(environment: ["COLUMNS": "80"]).output
    #expect(narrow.contains("…1.attention…query "))
    #expect(narrow.contains("…1.interm") && narrow.contains("dense "))
  }

  @Test("oracle: rows come in the order that --sort asks for, those without a value last")
  func sorted() throws {
    let names = try audit("--sort", "mp_num_spikes", "--csv").csvRows.map { $0["name"] }
    #expect(
      Set(names.prefix(2)) == Set((0..<2).map { "encoder.layer.\($0).attention.self.query.weight" })
    )
    let ascending = try audit("--sort", "stable_rank:asc", "--csv").csvRows
      .compactMap { $0["stable_rank"].flatMap { Double($0) } }
    #expect(ascending.count == 11 && ascending == ascending.sorted())
  }

  @Test("law: --columns chooses the table's columns, and says what has no room")
  func columns() throws {
    let ending = try audit(
      "--columns", "condition_number,rank@1e-2", environment: ["COLUMNS": "80"])
    #expect(ending.status == 0)
    #expect(ending.output.contains("condition") && ending.output.contains("rank@1e-2"))
    let heading = ending.output.prefix { $0 != "×" }
    #expect(!heading.contains("alpha"))
    let many =
      "spectral_norm,frobenius_norm,nuclear_norm,effective_rank,stable_rank,alpha,"
      + "condition_number,participation_ratio,energy_rank_90,energy_rank_95"
    let crowded = try audit("--columns", many, environment: ["COLUMNS": "80"])
    #expect(crowded.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(crowded.messages.contains("energy_rank_95"))
  }

  // MARK: Documents

  @Test("oracle: JSON has the documented keys, and finds the planted directions")
  func json() throws {
    let ending = try audit("--json")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.hasPrefix("{\n\"schema\":\"lowrank.audit/1\","))
    let document = try ending.json
    for key in ["checkpoint", "provenance", "coverage", "tensors", "summary"] {
      #expect(document[key] != nil, "\(key)")
    }
    let coverage = try #require(document["coverage"] as? [String: Any])
    #expect(coverage["status"] as? String == "COMPLETE")
    let counts = ["tensors", "analysed", "excluded"].map { coverage[$0] as? Int }
    #expect(counts == [model.count, 11, 7])
    #expect((coverage["skipped"] as? [Any])?.isEmpty == true)
    #expect((coverage["reasons"] as? [Any])?.count == 7)
    #expect(coverage["parameters"] as? Int == model.parameters)
    let rows = try #require(document["tensors"] as? [[String: Any]])
    #expect(rows.count == 11)
    for row in rows {
      let name = try #require(row["name"] as? String)
      #expect(row["shape"] as? [Int] == model.tensors[name]?.shape)
      #expect(row["dtype"] as? String == "F32" && row["view"] as? String == "matrix")
      let spikes = try #require(row["mp_num_spikes"] as? Int)
      #expect(name.contains("query") ? spikes >= 3 : spikes <= 1, "\(name): \(spikes)")
      for key in ["effective_rank", "stable_rank", "mp_edge", "mp_ks", "spectral_entropy"] {
        #expect(row[key] is NSNumber, "\(name) has \(key)")
      }
    }
  }

  @Test("law: CSV, JSON and JSON lines tell the same numbers; names with commas and quotes survive")
  func forms() throws {
    let name = "a \"quoted\", odd\nname.weight"
    var random = Seeded(state: 1)
    var odd = model
    odd.tensors[name] = AuditModel.gaussian(32, 32, &random)
    try odd.write(to: path)
    let table = try audit("--csv").csvRows
    let document = try audit("--json").json
    let rows = try #require(document["tensors"] as? [[String: Any]])
    let lines = try audit("--jsonl").output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    #expect(lines.first??["schema"] as? String == "lowrank.audit/1")
    #expect(table.count == rows.count && lines.count == rows.count + 1)
    #expect(table.contains { $0["name"] == name })
    for (cells, row) in zip(table, rows) {
      for (key, value) in row {
        guard let cell = cells[key], let number = value as? Double, key != "seconds" else {
          continue
        }
        // Foundation on Linux reads decimals to within a few units in the last place.
        let error = abs((Double(cell) ?? .nan) - number)
        #expect(error <= 8 * number.ulp, "\(key): \(cell)")
      }
    }
    for (line, row) in zip(lines.dropFirst(), rows) {
      #expect(line?["name"] as? String == row["name"] as? String)
      #expect(line?["effective_rank"] as? Double == row["effective_rank"] as? Double)
    }
    #expect(!(try audit().output.contains("odd\nname")), "a name cannot break a line of the table")
  }

  @Test("law: numbers do not depend on threads or on how the file is read")
  func invariance() throws {
    func numbers(_ options: [String]) throws -> [[String: String]] {
      let ending = try Lowrank.run(
        ["audit", path, "--csv", "--quiet", "--progress", "none"] + options)
      return try ending.csvRows.map { $0.filter { $0.key != "seconds" } }
    }
    let expected = try numbers(["--threads", "1", "--io", "mmap"])
    #expect(expected.count == 11)
    #expect(try numbers(["--threads", "2", "--io", "pread"]) == expected)
  }

  @Test("oracle: --out writes every form and a page, --spectra the singular values")
  func files() throws {
    let out = "\(folder.path)/audit"
    var random = Seeded(state: 2)
    var odd = model
    odd.tensors["<script>alert(1)</script>"] = AuditModel.gaussian(16, 16, &random)
    try odd.write(to: path)
    let ending = try audit(
      "--out", out, "--compat", "weightwatcher", "--spectra", "\(folder.path)/spectra.npz",
      "--html",
      "\(folder.path)/page.html")
    #expect(ending.status == 0, "\(ending.messages)")
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: out))
    let expected: Set = [
      "audit.csv", "audit.json", "metrics.json", "weightwatcher.csv", "manifest.json",
      "trials.jsonl", "report.html",
    ]
    #expect(names.isSuperset(of: expected), "\(names)")
    let spectra = try NPZFile.read("\(folder.path)/spectra.npz")
    #expect(spectra.count == 12)
    #expect(spectra.values.allSatisfy { $0.doubles == $0.doubles.sorted(by: >) })
    let page = try String(contentsOfFile: "\(out)/report.html", encoding: .utf8)
    #expect(page.contains("encoder.layer.0.attention.self.query.weight"))
    #expect(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert(1)"))
    #expect(page.contains("coverage: COMPLETE"))
    #expect(try String(contentsOfFile: "\(folder.path)/page.html", encoding: .utf8) == page)
  }

  @Test("hostile: outputs replace neither inputs nor each other nor devices")
  func outputs() throws {
    let before = try Data(contentsOf: URL(filePath: path))
    let link = "\(folder.path)/link.html"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let page = "\(folder.path)/both.html"
    for options in [
      ["--html", path], ["--spectra", path], ["--html", link], ["--html", "/dev/null"],
      ["--html", page, "--spectra", page],
      ["--out", folder.path, "--html", "\(folder.path)/report.html"],
    ] {
      let ending = try Lowrank.run(["audit", path, "--progress", "none"] + options)
      #expect(ending.status == 2 && ending.messages.contains(options[0]), "\(ending.messages)")
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(!FileManager.default.fileExists(atPath: page))
  }

  // MARK: Gates and statuses

  @Test("oracle: --fail-if ends with 1, names the rows, and prints the result all the same")
  func gate() throws {
    let failing = try audit("--fail-if", "mp_num_spikes >= 3 for query", "--csv")
    #expect(failing.status == 1)
    #expect(try failing.csvRows.count == 11)
    #expect(failing.messages.contains("encoder.layer.0.attention.self.query.weight"))
    #expect(try Self.coverage(of: failing).hasPrefix("coverage: COMPLETE"))
    #expect(try audit("--fail-if", "mp_num_spikes >= 3 for intermediate").status == 0)
    #expect(try audit("--fail-if", "stable_rank < 0", "--fail-if", "alpha > 1e9").status == 0)
  }

  @Test("law: a gate that is about no row or no value is not green, also when quiet")
  func emptyGate() throws {
    for options in [[], ["--quiet"]] {
      let typo = try Lowrank.run(
        ["audit", path, "--progress", "none", "--fail-if", "stable_rank < 200 for typo"] + options)
      #expect(typo.status == 1)
      #expect(typo.messages.contains("error: --fail-if 'stable_rank < 200 for typo'"))
    }
    // 64 values are fewer than a tail of 500 needs.
    let undefined = try audit("--alpha-min-tail", "500", "--fail-if", "alpha > 1e9")
    #expect(undefined.status == 1 && undefined.messages.contains("alpha is defined for none"))
  }

  @Test("law: what gates, columns and order name is computed without being asked for by --metrics")
  func impliedMetrics() throws {
    let gate = try audit("--metrics", "alpha", "--fail-if", "stable_rank > 0", "--csv")
    #expect(gate.status == 1)
    #expect(try gate.csvRows.allSatisfy { $0["stable_rank"]?.isEmpty == false })
    let tolerance = try audit("--fail-if", "rank@1e-5 < 1", "--csv")
    #expect(tolerance.status == 0, "\(tolerance.messages)")
    #expect(try tolerance.csvRows.allSatisfy { $0["rank@1e-5"] == "64" })
    let table = try audit(
      "--metrics", "alpha", "--sort", "stable_rank", "--columns", "mp_num_spikes")
    #expect(table.status == 0, "\(table.messages)")
    #expect(table.output.contains("mp_"), "a heading can be typed back")
    let null = try audit("--null", "0", "--fail-if", "null_mp_ks > 1")
    #expect(null.status == 64 && null.messages.contains("--null"))
  }

  @Test("law: --explain needs no path, and tells formula and source")
  func explain() throws {
    let ending = try Lowrank.run("audit", "--explain", "effective_rank")
    #expect(ending.status == 0 && ending.messages == "")
    #expect(ending.output.contains("Roy") && ending.output.contains("exp"))
    let all = try Lowrank.run("audit", "--explain", "all")
    #expect(all.output.contains("mp_num_spikes") && all.output.contains("stable_rank"))
    #expect(all.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let unknown = try Lowrank.run("audit", "--explain", "effective_rnk")
    #expect(unknown.status == 64)
    #expect(unknown.messages.contains("effective_rank"), "a suggestion")
  }

  @Test("law: --dry-run tells views, cost and memory, reads no tensor, and accounts for all")
  func dryRun() throws {
    // A sparse file of a tebibyte and a half: whoever read its tensors would be at it for minutes.
    let sparse = "\(folder.path)/sparse.safetensors"
    let size = 1 << 37
    let entries = (0..<12).map { index in
      "\"layer.\(index).weight\":{\"dtype\":\"F32\",\"shape\":[131072,262144],\"data_offsets\":"
        + "[\(index * size),\((index + 1) * size)]}"
    }
    let header = Data("{\(entries.joined(separator: ","))}".utf8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    try (length + header).write(to: URL(filePath: sparse))
    let file = try FileHandle(forWritingTo: URL(filePath: sparse))
    try file.truncate(atOffset: UInt64(8 + header.count + 12 * size))
    try file.close()
    let begun = ContinuousClock.now
    let ending = try Lowrank.run("audit", sparse, "--dry-run", environment: ["COLUMNS": ""])
    #expect(begun.duration(to: .now) < .seconds(10))
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.contains("131072×262144") && ending.output.contains("1.50 TiB"))
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(ending.output.contains("memory"))
    #expect(
      try Self.coverage(of: ending).hasPrefix("coverage: COMPLETE  12 tensors = 12 to analyse"))
  }
}

extension Lowrank.Ending {
  /// Standard output as CSV (RFC 4180): one dictionary per row.
  var csvRows: [[String: String]] {
    get throws {
      var records: [[String]] = [[]]
      var cell = ""
      var isQuoted = false
      var characters = Array(output.unicodeScalars)[...]
      while let scalar = characters.popFirst() {
        switch (scalar, isQuoted) {
        case ("\"", true) where characters.first == "\"":
          cell += "\""
          characters.removeFirst()
        case ("\"", _): isQuoted.toggle()
        case (",", false):
          records[records.count - 1].append(cell)
          cell = ""
        case ("\n", false):
          records[records.count - 1].append(cell.hasSuffix("\r") ? String(cell.dropLast()) : cell)
          cell = ""
          records.append([])
        case ("\r", false) where characters.first == "\n": break
        default: cell.unicodeScalars.append(scalar)
        }
      }
      let header = try #require(records.first)
      return try records.dropFirst().filter { !$0.isEmpty }.map { record in
        try #require(record.count == header.count)
        return Dictionary(uniqueKeysWithValues: zip(header, record))
      }
    }
  }
}
