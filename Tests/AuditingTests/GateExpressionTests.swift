import Auditing
import Testing

@Suite("Gates")
struct GateExpressionTests {
  private func row(_ name: String, _ value: MetricValue?) -> AuditRow {
    AuditRow(
      identity: .init(name: name, view: "matrix"), file: "f", dtype: "F32", shape: [2, 2], rows: 2,
      columns: 2, metrics: value.map { ["stable_rank": $0, "rank@1e-2": $0] } ?? [:])
  }

  @Test(
    "law: each comparison is the mathematical one",
    arguments: [
      ("<", [true, false, false]), ("<=", [true, true, false]), (">", [false, false, true]),
      (">=", [false, true, true]), ("==", [false, true, false]), ("!=", [true, false, true]),
    ])
  func comparisons(sign: String, expected: [Bool]) throws {
    for text in ["stable_rank \(sign) 2", "stable_rank\(sign)2", "  stable_rank \(sign)   2.0e0 "] {
      let gate = try GateExpression(parsing: text)
      let found = [1.0, 2, 3].map {
        !gate.outcome(of: [row("a", .number($0))]).violations.isEmpty
      }
      #expect(found == expected)
    }
  }

  @Test("law: a pattern chooses rows; what is undefined satisfies nothing and is reported")
  func patterns() throws {
    let rows = [
      row("layer.0.mlp", .count(1)), row("layer.1.mlp", .undefined("topK")),
      row("layer.1.attn", .count(1)), row("layer.2.mlp", .count(9)), row("layer.3.mlp", nil),
    ]
    let gate = try GateExpression(parsing: "rank@0.01 != 9 for \\.mlp$")
    #expect(gate.metric == "rank@1e-2")
    let outcome = gate.outcome(of: rows)
    #expect(outcome.violations.map(\.row.name) == ["layer.0.mlp"])
    #expect(outcome.undefined.map(\.name) == ["layer.1.mlp", "layer.3.mlp"])
    #expect(outcome.rows == 4)
    #expect(try GateExpression(parsing: "stable_rank < -1e-3").outcome(of: rows).rows == 5)
  }

  @Test(
    "hostile: what is no condition says why",
    arguments: [
      ("", "has none of"), ("stable_rank", "has none of"), ("stable_rank 2", "has none of"),
      ("stable_rank < ", "has no number"), ("stable_rank < two", "\"two\", which is no number"),
      ("stable_rank < nan", "which is no number"), ("stable_rank << 2", "compares with \"<<\""),
      ("stable_rank = 2", "compares with \"=\""), ("< 2", "names no metric"),
      ("stable_rank < 2 in mlp", "only \"for REGEX\""), ("stable_rank < 2 for", "no pattern"),
      ("stable_rank < 2 formlp", "only \"for REGEX\""),
      ("stable_rank < 2 for (", "no regular expression"), ("mp_spikes < 2", "which is a text"),
      ("stable_rnk < 2", "did you mean \"stable_rank\""),
    ])
  func faults(text: String, part: String) {
    let error = #expect(throws: AuditError.self) { try GateExpression(parsing: text) }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }
}
