import Datasets
import Randomness
import Tensors
import Testing

@Suite struct GaussianInputsTests {
  private let seed = SeedPath("20230301/datasets-tests/inputs")

  @Test("law: the first rows do not depend on the number of rows")
  func prefix() {
    let few: Matrix<Double> = gaussianInputs(5, dimension: 7, seed: seed)
    let many: Matrix<Double> = gaussianInputs(40, dimension: 7, seed: seed)
    #expect(many[0..<5, 0..<7].matrix == few)
    #expect(gaussianInputs(5, dimension: 7, seed: seed / "other") != few)
  }

  @Test("law: mean 0, variance 1")
  func moments() {
    let count = 64 * 256.0
    let values = gaussianInputs(256, dimension: 64, seed: seed, as: Float.self).elements
      .map(Double.init)
    // Five standard errors of the mean, 1/√count, and of the mean square, √(2/count).
    #expect(abs(values.reduce(0, +) / count) < 5 / count.squareRoot())
    let square = values.reduce(0) { $0 + $1 * $1 } / count
    #expect(abs(square - 1) < 5 * (2 / count).squareRoot())
  }
}
