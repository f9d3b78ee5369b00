import Randomness
import Statistics
import Testing

@Suite struct BootstrapTests {
  private let values: [Double] = {
    var stream = RandomStream(SeedPath("3/bootstrap/values"))
    return stream.values(200, from: .normal(mean: 1, standardDeviation: 2))
  }()

  private func mean(_ values: [Double]) -> Double { Summary(values).mean }

  @Test("law: for a mean, the standard error and the interval of the normal theory")
  func mean() {
    let summary = Summary(values)
    let interval = bootstrapInterval(
      of: values, resamples: 4000, seed: SeedPath("3/bootstrap"), statistic: mean)
    // A standard deviation from 4000 replicates has a relative error of 1.1 %, a quantile at 2.5 %
    // about 0.045 standard errors: four of each.
    #expect(abs(interval.standardError / summary.standardError - 1) < 0.045)
    #expect(abs(interval.lower - (summary.mean - 1.96 * summary.standardError)) < 0.026)
    #expect(abs(interval.upper - (summary.mean + 1.96 * summary.standardError)) < 0.026)
    // The interval of a level of 90 % is narrower by more than that.
    let narrow = bootstrapInterval(
      of: values, level: 0.9, resamples: 4000, seed: SeedPath("3/bootstrap"), statistic: mean)
    #expect(narrow.lower > interval.lower + 0.026 && narrow.upper < interval.upper - 0.026)
  }

  @Test("law: the seed path decides everything")
  func repeatable() {
    func run(_ path: String) -> BootstrapInterval {
      bootstrapInterval(of: values, resamples: 50, seed: SeedPath(path), statistic: mean)
    }
    #expect(run("4/a") == run("4/a"))
    #expect(run("4/a") != run("4/b"))
  }

  @Test("law: a constant sample has an interval of length 0")
  func constant() {
    let interval = bootstrapInterval(of: [2, 2, 2], seed: SeedPath("5/c"), statistic: mean)
    #expect(interval.lower == 2 && interval.upper == 2 && interval.standardError == 0)
  }

  @Test("law: every value is drawn, none from outside")
  func coverage() {
    let smallest = bootstrapInterval(
      of: [1, 2, 3], level: 0.999, resamples: 500, seed: SeedPath("6/d")
    ) { $0[0] }
    #expect(smallest.lower == 1 && smallest.upper == 3)
  }

  @Test("hostile: no values, a level of 1, NaN")
  func hostile() async {
    await #expect(processExitsWith: .failure) {
      _ = bootstrapInterval(of: [], seed: SeedPath("7/e")) { $0.count > 0 ? 1 : 0 }
    }
    await #expect(processExitsWith: .failure) {
      _ = bootstrapInterval(of: [1], level: 1, seed: SeedPath("7/e")) { $0[0] }
    }
    await #expect(processExitsWith: .failure) {
      _ = bootstrapInterval(of: [1], seed: SeedPath("7/e")) { _ in .nan }
    }
  }
}
