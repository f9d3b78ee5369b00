import Auditing
import Foundation
import Testing

@Suite("What stands out in an audit")
struct AuditFindingTests {
  /// A product of two factors of rank 5 among noise of 80 x 100, a matrix with NaN, and a small one.
  private func findings() throws -> [String: AuditFinding] {
    let left = Synthetic.draws(400, "left")
    let right = Synthetic.draws(500, "right")
    // Multiples of 2⁻⁸ of size below 2⁷: the product is exact in single precision.
    func coarse(_ value: Double) -> Double { (value * 4).rounded() }
    let product = (0..<8000).map { place in
      (0..<5).reduce(0.0) { sum, k in
        sum + coarse(left[5 * (place / 100) + k]) * coarse(right[5 * (place % 100) + k])
      }
    }
    var broken = Synthetic.draws(48, "broken")
    broken[5] = .nan
    let result = try Audit(
      Synthetic.checkpoint([
        Synthetic.random("noise", [80, 100]), Synthetic.tensor("product", [80, 100], product),
        Synthetic.tensor("broken", [6, 8], broken), Synthetic.random("small", [4, 6]),
      ])
    ).run(hashesFiles: false)
    return Dictionary(uniqueKeysWithValues: result.keyFindings.map { ($0.title, $0) })
  }

  @Test("oracle: planted facts are found, with their numbers and rows")
  func planted() throws {
    let findings = try findings()
    let broken = try #require(findings["Not finite"])
    #expect(broken.sentence.hasPrefix("1 of 4 matrices"))
    #expect(broken.matrices.map(\.row) == [2])
    #expect(broken.matrices[0].value == "1 NaN, 0 infinite, first at row 0, column 5")
    let deficient = try #require(findings["Rank-deficient"])
    #expect(deficient.sentence.hasPrefix("1 of 3 matrices"))
    #expect(deficient.matrices.map(\.row) == [1] && deficient.matrices[0].value == "5 of 80")
    let compressible = try #require(findings["Compressible"])
    // At most rank 5 of a matrix that breaks even at 44: 900 of 8000 numbers.
    #expect(compressible.matrices.first?.row == 1)
    #expect(compressible.matrices.first?.value.hasPrefix("rank ") ?? false)
    #expect(findings["Effective rank"]?.matrices.first?.row == 1)
  }

  @Test("law: laws for large matrices are not held against small ones, and no verdict is given")
  func restraint() throws {
    let findings = try findings()
    for title in ["Spikes", "Bulk and the Marchenko-Pastur law", "Power-law tail"] {
      #expect(findings[title]?.matrices.allSatisfy { $0.row < 2 } ?? true)
    }
    for finding in findings.values {
      for word in ["good", "bad", "over-trained", "under-trained", "healthy", "poor"] {
        #expect(!finding.sentence.contains(word))
      }
    }
  }

  @Test("law: nothing stands out where there is nothing")
  func empty() throws {
    let result = try Audit(Synthetic.checkpoint([])).run(hashesFiles: false)
    #expect(result.keyFindings.isEmpty)
    #expect(try !AuditPageData(result, findings: []).json.isEmpty)
  }
}
