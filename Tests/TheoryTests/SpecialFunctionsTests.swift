import Testing
import Theory

@Suite struct SpecialFunctionsTests {
  @Test("oracle: digamma and log Γ of mpmath at 40 digits")
  func mpmath() throws {
    for expected in try Fixture.load().special {
      #expect(error(digamma(expected.x), expected.digamma) < rounding, "ψ(\(expected.x))")
      #expect(error(logGamma(expected.x), expected.logGamma) < rounding, "log Γ(\(expected.x))")
    }
  }

  @Test("law: ψ(x + 1) = ψ(x) + 1/x, and a half step is no solution")
  func recurrence() {
    for x in [0.25, 3, 11.5, 11.999, 12, 500] {
      #expect(error(digamma(x + 1), digamma(x) + 1 / x) < rounding)
      #expect(error(digamma(x + 1), digamma(x) + 1 / (x + 0.5)) > 1e-7)
    }
  }

  @Test("law: harmonic numbers: first ones, and ψ(k + 1) + γ across the change of method")
  func harmonic() {
    #expect(harmonicNumber(0) == 0 && harmonicNumber(1) == 1 && harmonicNumber(2) == 1.5)
    for k in [10, 999, 1000, 1001, 5000] {
      #expect(error(harmonicNumber(k) - harmonicNumber(k - 1), 1 / Double(k)) < rounding)
      #expect(error(harmonicNumber(k), digamma(Double(k) + 1) - digamma(1)) < rounding)
    }
  }

  @Test("hostile: 0 and below")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = digamma(0) }
    await #expect(processExitsWith: .failure) { _ = logGamma(-0.5) }
    await #expect(processExitsWith: .failure) { _ = harmonicNumber(-1) }
  }
}
