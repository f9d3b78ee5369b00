import Auditing
import Foundation
import Testing

@Suite("What the page of an audit is drawn from")
struct AuditPageDataTests {
  private struct Document: Decodable {
    struct Spectrum: Decodable {
      let ranks: Int
      let values: [Double]
      let null: [Double]
      let counts: [Int]
    }
    struct Rows: Decodable {
      let name: [String]
      let m: [Int]
      let n: [Int]
      let depth: [Int?]
      let role: [Int]
      let notes: [[Int]]
    }
    let columns: [String: [Double?]]
    let rows: Rows
    let texts: [String: [String]]
    let spectra: [String: Spectrum]
    let ranks: [[Int]]
  }

  private func result() throws -> AuditResult {
    var broken = Synthetic.draws(48, "broken")
    broken[5] = .nan
    return try Audit(
      Synthetic.checkpoint(
        (0..<5).map { Synthetic.random("layers.\($0).mlp.weight", [70 + $0, 90]) } + [
          Synthetic.random("</script>\u{2028}\"\\\n<!--", [300, 260]),
          Synthetic.tensor("broken", [6, 8], broken),
        ])
    ).run(hashesFiles: false)
  }

  private func document(of result: AuditResult) throws -> Document {
    let data = try AuditPageData(result, findings: result.keyFindings)
    return try JSONDecoder().decode(Document.self, from: Data(data.json))
  }

  @Test("oracle: every number is that of its row to six digits, null where there is none")
  func numbers() throws {
    let result = try result()
    let document = try document(of: result)
    for (name, column) in document.columns {
      try #require(column.count == result.rows.count)
      for (row, shown) in zip(result.rows, column) {
        let value = row.metrics[name]?.double
        #expect((value == nil) == (shown == nil))
        // Half a unit of the sixth digit is at most 5e-6 of the value.
        #expect(abs((value ?? 0) - (shown ?? 0)) <= 5.000001e-6 * abs(value ?? 0))
      }
    }
    // What is left out can be had from the others.
    let names = Set(result.rows[0].metrics.keys).subtracting(document.columns.keys)
    #expect(
      names.allSatisfy {
        $0.hasPrefix("log10_") || $0.hasPrefix("compress_ratio@") || $0 == "mp_spikes"
      })
    #expect(document.rows.m == result.rows.map(\.rows))
    #expect(document.rows.depth == result.rows.map(\.depthIndex))
  }

  @Test("oracle: the points of a spectrum are singular values at their ranks")
  func spectra() throws {
    let result = try result()
    let document = try document(of: result)
    #expect(document.spectra.count == 6 && document.spectra["6"] == nil)
    for (key, spectrum) in document.spectra {
      let sketch = try #require(result.rows[Int(key) ?? 0].sketch)
      #expect(document.ranks[spectrum.ranks] == sketch.ranks)
      #expect(spectrum.counts == sketch.histogramCounts)
      #expect(zip(spectrum.values, sketch.values).allSatisfy { abs($0 - $1) <= 5.1e-6 * $1 })
      #expect(spectrum.null.count == sketch.nullValues.count)
      // Both ends, at most 200 points, ascending.
      #expect(sketch.ranks.first == 1 && sketch.ranks.count <= 200)
      #expect(zip(sketch.ranks, sketch.ranks.dropFirst()).allSatisfy { $0 < $1 })
    }
    #expect(result.rows[5].sketch?.ranks.last == 260)
  }

  @Test("hostile: names with quotes, markup and line separators come back as they are")
  func names() throws {
    let result = try result()
    let document = try document(of: result)
    #expect(document.rows.name == result.rows.map(\.identity.name))
    let notes = document.rows.notes.map { $0.map { document.texts["notes"]?[$0] } }
    #expect(notes == result.rows.map { $0.notes.map { $0 } })
  }

  @Test("law: of too many spectra those that are spoken of are kept, and others evenly")
  func choice() throws {
    let few = try result()
    let rows = (0..<4000).map { few.rows[$0 % 5] }
    let many = AuditResult(
      files: [], options: few.options,
      coverage: Coverage(
        tensors: 0, analysed: 0, reasons: [], parameters: 0, parametersAnalysed: 0),
      rows: rows, findings: [], refused: [], isInterrupted: false)
    let findings = many.keyFindings
    let kept = try AuditPageData(many, findings: findings).hasSpectrum
    #expect(kept.count(where: { $0 }) == AuditPageData.mostSpectra)
    #expect(findings.flatMap(\.matrices).allSatisfy { kept[$0.row] })
    let gaps = zip(kept.indices.filter { kept[$0] }, kept.indices.filter { kept[$0] }.dropFirst())
    #expect(gaps.allSatisfy { $1 - $0 <= 5 })
  }

  @Test("law: rounding leaves six digits and the sign, whatever the size")
  func rounding() {
    for value in [
      .leastNonzeroMagnitude, 1.0 / 3, -2.0 / 3, 1e-300 / 3, 1e300 / 3, 123_456_789, 0, 999_999.7,
    ] {
      let rounded = value.rounded(digits: 6)
      #expect(abs(rounded - value) <= 5.000001e-6 * abs(value))
      #expect(rounded.rounded(digits: 6) == rounded)
    }
    #expect((2.0 / 3).rounded(digits: 6) == 0.666667)
    #expect(1234567.0.rounded(digits: 3) == 1_230_000)
  }
}
