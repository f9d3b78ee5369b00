import Recovery
import Testing
import Theory

@Suite struct PenaltyFamilyTests {
  @Test("law: every member has slope 1 at 0, its own lambda, and becomes the nuclear norm")
  func members() throws {
    for family in PenaltyFamily.allCases {
      let penalty = try family.penalty(lambda: 0.5)
      #expect(penalty.derivative(at: 0) == 1)
      #expect(penalty.value(at: 0) == 0)
      #expect(try family.penalty(lambda: .infinity) is NuclearPenalty)
      // The approach to the nuclear norm is at least of first order in σ/λ.
      #expect(abs(try family.penalty(lambda: 1e9).value(at: 3) / 3 - 1) < 1e-8)
      if family != .nuclear { #expect(penalty.value(at: 3) < 2) }
    }
    #expect(
      PenaltyFamily.allCases.map(\.rawValue)
        == ["nuclear", "resnet-depth-1", "resnet-depth-2", "log-sum", "mcp"])
  }

  @Test(
    "hostile: a lambda that is not positive is refused by every member",
    arguments: [
      0, -1, Double.nan, -Double.infinity,
    ])
  func hostile(lambda: Double) {
    for family in PenaltyFamily.allCases {
      #expect(throws: RecoveryError.self) { try family.penalty(lambda: lambda) }
    }
    for rule in [LambdaRule.coupled(lambda), .fixed(lambda)] {
      #expect(throws: RecoveryError.self) { try rule.lambda(weight: 1, lipschitz: 1) }
    }
  }

  @Test("oracle: lambda of both rules")
  func rules() throws {
    #expect(try LambdaRule.coupled(2).lambda(weight: 3, lipschitz: 4) == 1.5)
    #expect(try LambdaRule.coupled(.infinity).lambda(weight: 3, lipschitz: 4).isInfinite)
    #expect(try LambdaRule.fixed(2).lambda(weight: 3, lipschitz: 4) == 2)
  }
}
