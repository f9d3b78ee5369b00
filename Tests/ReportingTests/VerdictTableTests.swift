import Reporting
import Runs
import Testing

@Suite struct VerdictTableTests {
  private func table(_ claims: [Claim]) -> VerdictTable {
    VerdictTable(
      experiment: "rank-density", title: String(repeating: "A long title ", count: 12),
      claims: claims)
  }

  @Test(
    "law: no line is wider than asked, for any claims, width and detail", arguments: [60, 80, 132])
  func width(width: Int) {
    let long = Claim.level(
      id: String(repeating: "very-long-part", count: 12), statement: "", source: "",
      published: -1.23456e-12, measured: 123_456_789.123, standardError: 1e9, tolerance: 1e-9)
    for claims in [SampleReport.densityClaims, SampleReport.badClaims, [long], []] {
      for detail in [VerdictTable.Detail.full, .fitting(lines: 5)] {
        let lines = table(claims).text(width: width, detail: detail).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width && $0.last != " " })
        #expect(claims.isEmpty || lines.contains { $0.count == width })
      }
    }
  }

  @Test("oracle: the table of three claims, worst first")
  func snapshot() {
    let text = VerdictTable(
      experiment: "singular-value-law", title: "Finite products", claims: SampleReport.badClaims
    ).text()
    let rule = String(repeating: "─", count: 80)
    #expect(
      text == """
        singular-value-law  Finite products
        verdict         claim                    published           measured  tolerance
        \(rule)
        ✗ refuted       ks/n-256/depth-8             0.011  0.04240 ± 0.00080      0.003
        ? inconclusive  sign/two-layers                        -0.010 ± 0.020
        ✓ confirmed     ks/n-128/depth-8              0.03  0.01910 ± 0.00040      bound
        \(rule)
        singular-value-law: 1 confirmed, 1 refuted, 1 inconclusive, 0 notes

        """)
  }

  @Test("law: long lists are gathered, but refuted and inconclusive claims never")
  func gathering() {
    let text = table(SampleReport.densityClaims + SampleReport.badClaims).text(
      detail: .fitting(lines: 10))
    #expect(text.contains("ks/n-256/depth-8") && text.contains("sign/two-layers"))
    #expect(text.contains("mode/… (20)") && text.contains("≤ 14% of tolerance"))
    #expect(text.contains("off by ≤ 0.021"))
    #expect(text.split(separator: "\n").count < 14)
    #expect(text.hasSuffix("rank-density: 22 confirmed, 1 refuted, 1 inconclusive, 20 notes\n"))
  }

  @Test("hostile: a long list of which nothing is confirmed")
  func nothingConfirmed() {
    let claims = (1...50).map { number in
      Claim.level(
        id: "mode/depth-\(number)", statement: "", source: "", published: 1, measured: 2,
        standardError: 0, tolerance: 0.1)
    }
    let text = table(claims).text()
    #expect(text.hasSuffix("rank-density: 0 confirmed, 50 refuted, 0 inconclusive, 0 notes\n"))
  }

  @Test("law: colours change nothing but colours, and only if asked")
  func coloring() {
    let table = table(SampleReport.densityClaims)
    #expect(!table.text().contains("\u{1B}"))
    let colored = table.text(coloring: .ansi)
    #expect(colored.contains("\u{1B}[32m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == table.text())
  }

  @Test("oracle: the sentence says the worst first")
  func headlines() {
    let bad = SampleReport.badClaims
    #expect(VerdictCounts(bad).headline == "1 of 3 claims refuted, 1 inconclusive")
    #expect(VerdictCounts(bad.suffix(2)).headline == "1 of 2 claims inconclusive, none refuted")
    #expect(VerdictCounts(bad.suffix(1)).headline == "The claim is confirmed")
    #expect(VerdictCounts(SampleReport.densityClaims).headline == "All 21 claims confirmed")
    #expect(VerdictCounts([]).headline == "No claims")
  }
}
