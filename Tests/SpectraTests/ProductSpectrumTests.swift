import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct ProductSpectrumTests {
  @Test("oracle: the explicit product", arguments: [(40, 5, 30), (3, 8, 20), (9, 8, 4), (6, 1, 6)])
  func explicit(m: Int, r: Int, n: Int) throws {
    let b = Matrix<Double>.gaussian(m, r, seed: 70)
    let a = Matrix<Double>.gaussian(r, n, seed: 71)
    let found = try productSpectrum(left: b, right: a, scale: -0.25)
    let exact = try singularValues(of: 0.25 * naiveProduct(b, a), route: .direct).values
    #expect(found.count == min(m, r, n))
    #expect(relativeDistance(found, Array(exact.prefix(found.count))) < 1e-13)
  }

  @Test("law: small values survive, which the product of Gram matrices would lose")
  func graded() throws {
    let values = (0..<6).map { pow(10, -2 * Double($0)) }
    let u = Matrix<Double>.orthonormal(50, 6, seed: 72)
    let v = Matrix<Double>.orthonormal(40, 6, seed: 73)
    var b = u
    for i in 0..<50 { for j in 0..<6 { b[i, j] *= values[j] } }
    let found = try productSpectrum(left: b, right: v.transposed)
    #expect(relativeDistance(found, values) < 1e-15)
    #expect(abs(found[5] / 1e-10 - 1) < 1e-4)
  }

  @Test("hostile: extreme factors, zeros, an infinity")
  func extremes() throws {
    let b = Matrix<Double>.gaussian(9, 3, seed: 74)
    let a = Matrix<Double>.gaussian(3, 7, seed: 75)
    let unit = try productSpectrum(left: b, right: a)
    let far = try productSpectrum(left: 1e250 * b, right: 1e-240 * a)
    #expect(relativeDistance(far, unit.map { 1e10 * $0 }) < 1e-13)
    #expect(try productSpectrum(left: b, right: a, scale: 0) == [0, 0, 0])
    #expect(
      try productSpectrum(left: Matrix(rows: 4, columns: 0), right: Matrix(rows: 0, columns: 3))
        .isEmpty)
    var broken = b
    broken[2, 1] = .infinity
    #expect(throws: DecompositionError(.nonFiniteInput(row: 2, column: 1))) {
      try productSpectrum(left: broken, right: a)
    }
  }
}
