import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

/// Every compilation of the kernels, and both reductions.
@Suite struct GramAccumulatorTests {
  /// Sides around the widths of vectors, tiles (24), panels and bands (32) and blocks (64).
  static let sides = [1, 2, 3, 7, 8, 9, 24, 25, 31, 32, 33, 47, 64, 65, 96, 97, 130, 200, 321]

  @Test("oracle: LAPACK from the matrix itself", arguments: LaneInstructions.allCases, sides)
  func oneStage(instructions: LaneInstructions, side: Int) throws {
    for (rows, columns) in [(side, side + 90), (side + 600, side)] {
      let a = Matrix<Double>.gaussian(rows, columns, seed: UInt64(side))
      let found = try gramSpectrum(of: a, stages: .one, using: instructions)
      let exact = try singularValues(of: a, route: .direct).values
      #expect(squaresRatio(found.values, exact) < 1)
      #expect(found.driver == .gram)
      #expect(abs(found.entries.frobeniusNorm / a.frobeniusNorm - 1) < 1e-13)
    }
  }

  @Test("oracle: the same in two stages", arguments: LaneInstructions.allCases, sides + [385])
  func twoStages(instructions: LaneInstructions, side: Int) throws {
    let a = Matrix<Double>.gaussian(side + 50, side, seed: UInt64(side))
    let found = try gramSpectrum(of: a, stages: .two, using: instructions)
    let exact = try singularValues(of: a, route: .direct).values
    #expect(squaresRatio(found.values, exact) < 1)
    if side >= 64 && BLAS.smallProductTarget != nil { #expect(found.driver == .gramTwoStage) }
  }

  @Test("law: multiple, graded and vanishing values in two stages")
  func hardSpectra() throws {
    let spectra: [[Double]] = [
      (0..<150).map { $0 < 50 ? 2 : $0 < 100 ? 1 : 0 },
      (0..<150).map { pow(0.8, Double($0)) },
      (0..<150).map { $0 == 0 ? 1 : 0 },
      Array(repeating: 0, count: 150),
      Array(repeating: 1, count: 150),
    ]
    for values in spectra {
      let a = Matrix.prescribed(180, 150, values: values, seed: 41)
      for stages in [TridiagonalForm.Stages.one, .two] {
        let found = try gramSpectrum(of: a, stages: stages, using: .avx512)
        #expect(squaresRatio(found.values, values) < 1)
      }
    }
  }

  @Test("law: large matrices go in two stages")
  func large() throws {
    // A matrix whose values are known without a decomposition of this size: blocks on the diagonal.
    let small = Matrix<Double>.gaussian(20, 20, seed: 42)
    let once = try singularValues(of: small, route: .direct).values
    var a = Matrix<Double>(rows: 1300, columns: 1300)
    for block in 0..<65 {
      for i in 0..<20 { for j in 0..<20 { a[20 * block + i, 20 * block + j] = small[i, j] } }
    }
    let found = try StreamedSpectrum(of: a, route: .gram)
    if BLAS.smallProductTarget != nil { #expect(found.driver == .gramTwoStage) }
    let exact = once.flatMap { Array(repeating: $0, count: 65) }
    #expect(squaresRatio(found.singularValues, exact) < 1)
  }
}

/// `max |λ − λ'| / (c eps λ₁)` of the squares, infinite for a wrong number of values.
///
/// `c = 10 + 3 √k` for `k` values is twice what was measured, and no theorem.
private func squaresRatio(_ found: [Double], _ exact: [Double]) -> Double {
  guard found.count == exact.count else { return .infinity }
  guard let largest = exact.first, largest > 0 else {
    return found.allSatisfy { $0 == 0 } ? 0 : .infinity
  }
  let unit = (10 + 3 * Double(exact.count).squareRoot()) * .ulpOfOne
  return zip(found, exact).reduce(0) { worst, pair in
    let error = abs(pair.0 * pair.0 - pair.1 * pair.1) / (largest * largest * unit)
    return error.isNaN ? .infinity : max(worst, error)
  }
}
