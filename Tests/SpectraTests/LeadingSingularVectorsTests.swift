import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct LeadingSingularVectorsTests {
  @Test(
    "law: both routes reconstruct the leading part", arguments: [1 << 30, 0],
    [(300, 200), (150, 400)])
  func reconstruction(memory: Int, shape: (Int, Int)) throws {
    let values = (0..<min(shape.0, shape.1)).map { pow(0.9, Double($0)) }
    let a = Matrix.prescribed(shape.0, shape.1, values: values, seed: 50)
    let found = try LeadingSingularVectors(of: a, count: 12, memory: memory)
    #expect(found.driver == (memory == 0 ? .subspace : .direct))
    #expect(relativeDistance(found.values, Array(values.prefix(12))) < 1e-12)
    #expect(orthogonalityRatio(found.left) < 10 && orthogonalityRatio(found.right) < 10)
    // The residual is what it says: ‖A v − σ u‖ and ‖Aᵀ u − σ v‖ for each pair.
    let image = a.times(found.right)
    let coimage = a.times(found.left, transposing: .left)
    for j in 0..<12 {
      let miss = (0..<shape.0).reduce(0) {
        $0 + pow(image[$1, j] - found.values[j] * found.left[$1, j], 2)
      }
      let comiss = (0..<shape.1).reduce(0) {
        $0 + pow(coimage[$1, j] - found.values[j] * found.right[$1, j], 2)
      }
      #expect(max(miss, comiss).squareRoot() <= max(1.01 * found.residual, 1e-13))
    }
    #expect(found.residual < (memory == 0 ? 1e-7 : 1e-13))
  }

  @Test("law: the largest values of noise, whose neighbours are close")
  func noise() throws {
    let a = Matrix<Double>.gaussian(700, 500, seed: 51)
    let exact = try singularValues(of: a, route: .direct).values
    let found = try LeadingSingularVectors(of: a, count: 20, memory: 0)
    #expect(relativeDistance(found.values, Array(exact.prefix(20))) < 1e-10)
  }

  @Test("hostile: a rank below the count, zeros, extreme entries, nothing wanted")
  func degenerate() throws {
    let low = Matrix.prescribed(
      200, 150, values: [3, 2, 1] + Array(repeating: 0, count: 147), seed: 52)
    let found = try LeadingSingularVectors(of: low, count: 8, memory: 0)
    #expect(relativeDistance(found.values, [3, 2, 1, 0, 0, 0, 0, 0]) < 1e-13)
    let zero = try LeadingSingularVectors(
      of: Matrix<Double>(rows: 90, columns: 80), count: 3, memory: 0)
    #expect(zero.values == [0, 0, 0] && zero.residual == 0)
    let huge = try LeadingSingularVectors(of: 1e300 * low, count: 3, memory: 0)
    #expect(relativeDistance(huge.values, [3e300, 2e300, 1e300]) < 1e-12)
    #expect(try LeadingSingularVectors(of: low, count: 0).values.isEmpty)
    #expect(try LeadingSingularVectors(of: low, count: 1000).values.count == 150)
  }
}
