import Foundation
import Runs
import Testing

@Suite struct ClaimTests {
  private func level(
    _ published: Double, _ measured: Double, _ error: Double, _ tolerance: Double
  ) -> Verdict? {
    Claim.level(
      id: "a", statement: "s", source: "p", published: published, measured: measured,
      standardError: error, tolerance: tolerance
    ).verdict
  }

  @Test(
    "oracle: the rule of a level",
    arguments: [
      (0.05, 0.01, Verdict.confirmed), (0.1, 0.1, .confirmed), (0.2, 0.01, .refuted),
      (0.11, 0.1, .refuted), (0.05, 0.2, .inconclusive), (0.45, 0.2, .inconclusive),
      (0.55, 0.2, .refuted),
    ])
  func levels(distance: Double, error: Double, verdict: Verdict) {
    // published 0 makes the distances exact
    #expect(level(0, distance, error, 0.1) == verdict)
    #expect(level(0, -distance, error, 0.1) == verdict)
  }

  @Test("hostile: a planted wrong published value is refuted")
  func planted() {
    #expect(level(3.241, 3.2405, 0.001, 0.02) == .confirmed)
    #expect(level(3.052, 3.2405, 0.001, 0.02) == .refuted)
  }

  @Test(
    "hostile: what is not finite is inconclusive and null",
    arguments: [
      Double.nan, .infinity, -.infinity,
    ])
  func notFinite(value: Double) throws {
    for claim in [
      Claim.level(
        id: "a", statement: "s", source: "p", published: 1, measured: value, standardError: 0,
        tolerance: 1),
      .atMost(id: "a", statement: "s", source: "p", bound: 1, measured: value, standardError: 0),
      .sign(
        id: "a", statement: "s", source: "p", difference: value, standardError: 0,
        direction: .positive),
      .order(
        id: "a", statement: "s", source: "p", means: [("x", 1, 0), ("y", value, 0)],
        direction: .decreasing),
    ] {
      #expect(claim.verdict == .inconclusive)
      #expect(claim.measured == nil)
      let back = try JSONDecoder().decode(Claim.self, from: JSONEncoder().encode(claim))
      #expect(back == claim)
    }
  }

  @Test("oracle: bounds")
  func bounds() {
    func atMost(_ measured: Double, _ error: Double) -> Verdict? {
      Claim.atMost(
        id: "a", statement: "s", source: "p", bound: 1, measured: measured, standardError: error
      ).verdict
    }
    func atLeast(_ measured: Double, _ error: Double) -> Verdict? {
      Claim.atLeast(
        id: "a", statement: "s", source: "p", bound: -1, measured: measured, standardError: error
      ).verdict
    }
    for rule in [atMost, { atLeast(-$0, $1) }] {
      #expect(rule(1, 0) == .confirmed)
      #expect(rule(0.5, 9) == .confirmed)
      #expect(rule(1.01, 0) == .refuted)
      #expect(rule(1.5, 0.3) == .inconclusive)
      #expect(rule(1.7, 0.3) == .refuted)
    }
  }

  @Test("oracle: an order needs every gap above two standard errors")
  func orders() {
    func order(_ means: [(String, Double, Double)], _ direction: Claim.OrderDirection) -> Claim {
      Claim.order(
        id: "a", statement: "s", source: "p",
        means: means.map { (label: $0.0, mean: $0.1, standardError: $0.2) }, direction: direction)
    }
    let falling = [("1", 3.0, 0.3), ("2", 2.0, 0.4), ("4", 0.5, 0.0)]
    let claim = order(falling, .decreasing)
    // gap 1 against 2·√(0.09 + 0.16) = 1: not above
    #expect(claim.verdict == .inconclusive)
    #expect(claim.measured == 1)
    #expect(claim.standardError == (0.3 * 0.3 + 0.4 * 0.4).squareRoot())
    #expect(order([("1", 3.01, 0.3)] + falling.dropFirst(), .decreasing).verdict == .confirmed)
    #expect(order([("1", 3.01, 0.3)] + falling.dropFirst(), .increasing).verdict == .refuted)
    #expect(order([("1", 1, 0), ("2", 1, 0)], .decreasing).verdict == .refuted)
    #expect(order([("1", 1, 0)], .decreasing).verdict == .inconclusive)
    #expect(order([], .decreasing).measured == nil)
  }

  @Test(
    "oracle: a sign needs two standard errors",
    arguments: [
      (1.0, 0.4, Verdict.confirmed), (1.0, 0.5, .inconclusive), (-0.5, 0.5, .inconclusive),
      (-1.1, 0.5, .refuted), (0, 0, .refuted), (1e-300, 0, .confirmed),
    ])
  func signs(difference: Double, error: Double, verdict: Verdict) {
    func sign(_ difference: Double, _ direction: Claim.SignDirection) -> Verdict? {
      Claim.sign(
        id: "a", statement: "s", source: "p", difference: difference, standardError: error,
        direction: direction
      ).verdict
    }
    #expect(sign(difference, .positive) == verdict)
    #expect(sign(-difference, .negative) == verdict)
  }

  @Test("law: JSON has exactly the nine keys, absent values are null")
  func keys() throws {
    let note = Claim.note(
      id: "a/b", statement: "s", source: "p", published: nil, measured: 2, standardError: nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(
      String(decoding: try encoder.encode(note), as: UTF8.self) == """
        {"id":"a/b","kind":"note","measured":2,"published":null,"source":"p",\
        "standard_error":null,"statement":"s","tolerance":null,"verdict":null}
        """)
  }
}
