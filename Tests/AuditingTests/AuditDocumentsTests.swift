import Auditing
import Checkpoints
import Foundation
import Testing

@Suite("Documents of an audit")
struct AuditDocumentsTests {
  static let hostile = "a,b\"c\nd\r\u{1}\\</script> =é"

  private func result(_ change: (inout AuditOptions) -> Void = { _ in }) throws -> AuditResult {
    var options = AuditOptions()
    options.metrics = ["stable_rank", "rank@1e-2", "mp_spikes", "condition_number"]
    change(&options)
    let rows = (1...3).map { i -> AuditRow in
      let metrics: [String: MetricValue] = [
        "stable_rank": .number(0.1 + 0.2 * Double(i)), "rank@1e-2": .count(i),
        "mp_spikes": .text("3.5:2.5"), "condition_number": .undefined("singular"),
      ]
      return AuditRow(
        identity: .init(name: i == 1 ? Self.hostile : "layer.\(i)", view: "matrix"),
        file: "model.safetensors", role: i == 3 ? .mlp : .attention, depthIndex: i == 3 ? nil : i,
        dtype: "F32", shape: [4, 3], rows: 4, columns: 3, notes: ["alpha: tooFewValues", "b"],
        driver: "gram+dsyevd", seconds: 0.25, metrics: MetricValues(metrics))
    }
    return AuditResult(
      files: [
        AuditedFile(path: "m/a.npy", format: "npy", bytes: 3, sha256: "0a"),
        AuditedFile(path: "m/b.npy", format: "npy", bytes: 4, sha256: "0b"),
      ], options: options,
      coverage: Coverage(
        tensors: 5, analysed: 3,
        reasons: [
          .init(name: Self.hostile, cause: .vector),
          .init(name: "lost", cause: .missingShard("b")),
        ], parameters: 50, parametersAnalysed: 36), rows: rows, findings: [], refused: [],
      isInterrupted: false)
  }

  /// The cells of a CSV text, by the grammar of RFC 4180.
  private func cells(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      switch (byte, isQuoted) {
      case (UInt8(ascii: "\""), true) where bytes.first == UInt8(ascii: "\""):
        cell.append(bytes.removeFirst())
      case (UInt8(ascii: "\""), _): isQuoted.toggle()
      case (UInt8(ascii: ","), false), (UInt8(ascii: "\r"), false):
        row.append(String(decoding: cell, as: UTF8.self))
        cell = []
        if byte == UInt8(ascii: "\r") {
          #expect(bytes.popFirst() == UInt8(ascii: "\n"))
          rows.append(row)
          row = []
        }
      default: cell.append(byte)
      }
    }
    #expect(row.isEmpty && cell.isEmpty && !isQuoted)
    return rows
  }

  @Test("hostile: CSV cells come back as they were, doubles exactly, undefined ones empty")
  func csv() throws {
    let result = try result()
    let table = try cells(text(AuditDocuments(result).csv))
    #expect(table.count == 4)
    #expect(table.allSatisfy { $0.count == table[0].count })
    let first = Dictionary(uniqueKeysWithValues: zip(table[0], table[1]))
    #expect(first["name"] == Self.hostile)
    #expect(first["shape"] == "4x3")
    #expect(first["N"] == "4" && first["M"] == "3" && first["m"] == "4" && first["n"] == "3")
    #expect(first["notes"] == "alpha: tooFewValues; b")
    #expect(first["condition_number"]?.isEmpty == true)
    #expect(first["mp_spikes"] == "3.5:2.5")
    #expect(Double(first["stable_rank"] ?? "") == 0.1 + 0.2)
    #expect(table[0].suffix(6).first == "stable_rank")
  }

  @Test("hostile: JSON is JSON, with the keys that were promised")
  func json() throws {
    let result = try result()
    let whole = try text(AuditDocuments(result).json)
    // JSONSerialization does not read the last bit.
    #expect(whole.contains("\"stable_rank\":0.30000000000000004,"))
    let data = Data(whole.utf8)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(document["schema"] as? String == "lowrank.audit/1")
    let checkpoint = try #require(document["checkpoint"] as? [String: Any])
    #expect(checkpoint["path"] as? String == "m")
    #expect(checkpoint["bytes"] as? Int == 7)
    #expect((checkpoint["sha256"] as? String)?.count == 64)
    let coverage = try #require(document["coverage"] as? [String: Any])
    #expect(coverage["tensors"] as? Int == 5)
    #expect(coverage["parameters_analysed"] as? Int == 36)
    let skipped = try #require(coverage["skipped"] as? [[String: String]])
    #expect(skipped == [["name": "lost", "reason": "missing shard b"]])
    let rows = try #require(document["tensors"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == [Self.hostile, "layer.2", "layer.3"])
    #expect(rows[0]["route"] as? String == "gram")
    #expect(rows[0]["condition_number"] is NSNull)
    #expect(rows[2]["depth_index"] is NSNull)
    let summary = try #require(document["summary"] as? [String: Any])
    let roles = try #require(summary["roles"] as? [String: [String: [String: Double]]])
    #expect(roles["attention"]?["rank@1e-2"]?["mean"] == 1.5)
    #expect(roles["mlp"]?["rank@1e-2"]?["count"] == 1)
  }

  @Test("law: JSON lines are the rows of the document behind a header")
  func jsonLines() throws {
    let result = try result()
    let lines = try text(AuditDocuments(result).jsonLines).split(separator: "\n")
    #expect(lines.count == 4)
    let objects = try lines.map {
      try #require(
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects[0]["schema"] as? String == "lowrank.audit/1")
    #expect(objects[1]["name"] as? String == Self.hostile)
  }

  @Test("law: metrics.json explains the columns in their order")
  func metrics() throws {
    let document = try AuditDocuments(result()).metricsDocument()
    let object = try JSONSerialization.jsonObject(with: Data(document)) as? [String: Any]
    #expect(object?["schema"] as? String == "lowrank.metrics/1")
    let entries = try #require(object?["metrics"] as? [[String: Any]])
    #expect(entries.first?["name"] as? String == "stable_rank")
    #expect(entries.first?["formula"] as? String == "Σσ²/σ₁²")
  }

  @Test("law: a row comes back from the log as it was, doubles to the last bit")
  func log() throws {
    var row = try result().rows[0]
    row.metrics["a"] = .number(.leastNonzeroMagnitude)
    row.metrics["b"] = .number(0.1 + 0.2)
    row.metrics["c"] = .number(3)
    row.metrics["d"] = .number(-1.7976931348623157e308)
    row.sketch = SpectrumSketch(
      MeasuredMatrix(
        rows: 3, columns: 3, entries: nil, singularValues: [1 / 3.0, 0.1, 0], frobeniusNorm: 1,
        storageFloor: nil))
    row.valuesBelowFloor = 7
    let decoded = try JSONDecoder().decode(AuditRow.self, from: JSONEncoder().encode(row))
    #expect(decoded == row)
  }

  @Test("oracle: the summary of a few rows by hand")
  func summary() throws {
    let rows = try result().rows
    let summary = AuditSummary(of: rows, metrics: ["rank@1e-2", "condition_number"])
    #expect(summary.metrics == ["rank@1e-2"])
    let spread = try #require(summary.roles[.attention]?["rank@1e-2"])
    #expect([spread.mean, spread.median, spread.min, spread.max] == [1.5, 1.5, 1, 2])
    // Distances 1, 0, 1 from the median 2; the earlier of equals comes first.
    let extremes = summary.extremes["rank@1e-2"] ?? []
    #expect(extremes.map(\.value) == [.count(1), .count(3), .count(2)])
  }

  @Test("law: a sketch keeps the ends, ascending ranks, and every value inside the bins")
  func sketch() throws {
    for count in [1, 150, 201, 5000] {
      let values = (0..<count).map { 2 - 1.5 * Double($0) / Double(count) }
      let matrix = MeasuredMatrix(
        rows: count, columns: 2 * count, entries: nil, singularValues: values, frobeniusNorm: 1,
        storageFloor: nil, nulls: [NullSpectrum(singularValues: values)])
      let sketch = try #require(SpectrumSketch(matrix))
      #expect(sketch.ranks.count <= 200 && sketch.ranks.first == 1 && sketch.ranks.last == count)
      #expect(zip(sketch.ranks, sketch.ranks.dropFirst()).allSatisfy { $0 < $1 })
      #expect(sketch.values == sketch.ranks.map { values[$0 - 1] })
      #expect(sketch.nullValues == sketch.values)
      #expect(sketch.histogramCounts.count <= 60)
      #expect(sketch.histogramCounts.isEmpty == (count < 8))
      #expect(sketch.histogramEdges.count == (count < 8 ? 0 : sketch.histogramCounts.count + 1))
      #expect(sketch.histogramCounts.reduce(0, +) <= count)
    }
  }
}
