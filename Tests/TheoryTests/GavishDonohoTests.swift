import Foundation
import Testing
import Theory

@Suite struct GavishDonohoTests {
  @Test("oracle: medians of the law and factors, published and by quadrature in SciPy")
  func constants() throws {
    let published: [(ratio: Double, median: Double, factor: Double)] = [
      (1, 0.652776, 2.858362), (0.75, 0.742948, 2.501430), (0.5, 0.830466, 2.171185),
      (0.2, 0.932915, 1.765046), (0.1, 0.966565, 1.608772), (0.01, 0.996666, 1.437146),
    ]
    for row in published {
      // Six decimals.
      #expect(abs(MarchenkoPasturLaw(ratio: row.ratio).median - row.median) < 1e-6)
      #expect(abs(MarchenkoPasturFit.gavishDonohoFactor(ratio: row.ratio) - row.factor) < 1e-6)
    }
    for row in try NoiseFixture.load().constants {
      #expect(abs(MarchenkoPasturLaw(ratio: row.ratio).median - row.median) < 1e-12)
      #expect(abs(MarchenkoPasturFit.gavishDonohoFactor(ratio: row.ratio) - row.omega) < 1e-12)
    }
  }

  @Test("oracle: ranks of planted matrices")
  func ranks() throws {
    let fixture = try NoiseFixture.load()
    let planted = zip(try NoiseFixture.plantedSpectra(), fixture.planted).map { ($0, $1) }
    for (values, expected) in planted + fixture.shapes.map({ ($0.spectrum, $0.fit) }) {
      let rank = MarchenkoPasturFit.gavishDonohoRank(
        of: values, rows: expected.rows, columns: expected.columns)
      #expect(rank == expected.gavishDonoho)
    }
  }

  @Test("hostile: nothing, the zero matrix, a median of 0")
  func hostile() async {
    #expect(MarchenkoPasturFit.gavishDonohoRank(of: [], rows: 0, columns: 3) == 0)
    #expect(MarchenkoPasturFit.gavishDonohoRank(of: [0, 0], rows: 2, columns: 3) == 0)
    #expect(MarchenkoPasturFit.gavishDonohoRank(of: [4, 3, 0, 0, 0], rows: 5, columns: 5) == 2)
    await #expect(processExitsWith: .failure) {
      _ = MarchenkoPasturFit.gavishDonohoFactor(ratio: 1.5)
    }
  }
}
