import Statistics
import Testing

@Suite struct RankCorrelationTests {
  @Test("oracle: ranks and correlation are SciPy's, with and without ties")
  func scipy() throws {
    for pair in try Fixture.load().ranks {
      #expect(meanRanks(of: pair.x) == pair.ranks)
      let correlation = try #require(spearmanCorrelation(pair.x, pair.y))
      #expect(abs(correlation - pair.correlation) < rounding)
    }
  }

  @Test("law: symmetric, blind to ascending maps, exactly 1 for one order")
  func laws() throws {
    let pair = try #require(Fixture.load().ranks.first)
    let correlation = try #require(spearmanCorrelation(pair.x, pair.y))
    #expect(spearmanCorrelation(pair.y, pair.x) == correlation)
    #expect(spearmanCorrelation(pair.x.map { $0 * $0 * $0 - 5 }, pair.y) == correlation)
    #expect(spearmanCorrelation(pair.x, pair.y.map { -$0 }) == -correlation)
    #expect(spearmanCorrelation(pair.x, pair.x) == 1)
    let tied = [1.0, 1, 2, 7, 7, 7]
    #expect(spearmanCorrelation(tied, tied.map { 2 * $0 }) == 1)
    #expect(meanRanks(of: tied) == [1.5, 1.5, 3, 5, 5, 5])
  }

  @Test("hostile: samples without an order, NaN, unequal lengths")
  func hostile() async {
    #expect(spearmanCorrelation([], []) == nil && spearmanCorrelation([1], [2]) == nil)
    #expect(spearmanCorrelation([1, 1, 1], [1, 2, 3]) == nil)
    #expect(spearmanCorrelation([0, -0.0, 1], [1, 1, 2]) == 1)
    #expect(meanRanks(of: []).isEmpty)
    await #expect(processExitsWith: .failure) { _ = meanRanks(of: [1, .nan]) }
    await #expect(processExitsWith: .failure) { _ = spearmanCorrelation([1, 2], [1]) }
  }
}
