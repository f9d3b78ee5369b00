import Foundation
import Spectra
import Statistics
import Tensors
import Testing
import _TestSupport

@Suite struct SpectrumTests {
  @Test("oracle: NumPy, on both routes")
  func numpy() throws {
    for expected in try Fixture.load().measures {
      let a = Matrix<Double>(expected.matrix)
      let direct = try singularValues(of: a)
      #expect(relativeDistance(direct.values, expected.singularValues) < rounding)
      #expect(direct.route == .direct)
      let gram = try singularValues(of: a, route: .gram)
      #expect(gramRatio(gram.values, expected.singularValues) < 4)
      #expect(gram.route == .gram)
    }
  }

  @Test("oracle: squares are the Jacobi eigenvalues of the naive Gram matrix")
  func jacobi() throws {
    let a = Matrix<Double>.gaussian(25, 18, seed: 20)
    let eigenvalues = jacobiEigenvalues(of: naiveProduct(a, a, transposing: .left))
    let squares = try singularValues(of: a).values.reversed().map { $0 * $0 }
    #expect(relativeDistance(squares, eigenvalues) < acceptedRatio * 25 * .ulpOfOne)
  }

  @Test("law: the error of the Gram route is sqrt(k) eps s1² / s", arguments: [(64, 64), (40, 90)])
  func gramBound(rows: Int, columns: Int) throws {
    let values = geometric(40, last: 1e-6)
    let a = Matrix.prescribed(rows, columns, values: values, seed: 21)
    let nonZero = try singularValues(of: a, route: .gram).values.prefix(40)
    let ratio = gramRatio(Array(nonZero), values)
    // Four times the bound, which is the measured size and no theorem; the small values need it:
    // held to the error of the direct route they fail.
    #expect(ratio < 4)
    #expect(relativeDistance(Array(nonZero), values) > 100 * .ulpOfOne)
    let direct = try singularValues(of: a, route: .direct).values.prefix(40)
    #expect(relativeDistance(Array(direct), values) < 30 * .ulpOfOne)
  }

  @Test("rate: that error grows as 1 / s")
  func gramRate() throws {
    let values = geometric(128, last: 1e-6)
    let a = Matrix.prescribed(128, 128, values: values, seed: 22)
    let found = try singularValues(of: a, route: .gram).values
    let pairs = zip(values, zip(found, values).map { abs($0 - $1) }).filter { $1 > 0 && $0 < 0.3 }
    let slope = logLogSlope(x: pairs.map(\.0), y: pairs.map(\.1)).slope
    // The logarithm of a normal error scatters by 1.1 over a range of 12: a slope within 0.03.
    #expect(abs(slope + 1) < 0.2, "slope \(slope)")
  }

  @Test("law: automatic keeps the Gram route for a Gaussian matrix, within 1e-9 of the direct one")
  func automaticKeeps() throws {
    let a = Matrix<Double>.gaussian(512, 512, seed: 23)
    let automatic = try singularValues(of: a)
    #expect(automatic.route == .gram)
    let direct = try singularValues(of: a, route: .direct)
    #expect(relativeDistance(automatic.values, direct.values) < 1e-9)
    #expect(direct.route == .direct)
  }

  @Test("law: automatic falls back where small values would be lost", arguments: [1e-8, 1e-16, 0])
  func automaticFallsBack(smallest: Double) throws {
    let values = geometric(511, last: 0.1) + [smallest]
    let a = Matrix.prescribed(512, 512, values: values, seed: 24)
    let automatic = try singularValues(of: a)
    #expect(automatic.route == .direct)
    #expect(relativeDistance(automatic.values, values) < 512 * .ulpOfOne)
    // What the fallback is for; where the square is below rounding it may be cut off to 0.
    let gram = try singularValues(of: a, route: .gram).values
    #expect(relativeDistance(gram, values) > 1e-9 || smallest < 1e-8)
  }

  @Test("law: small matrices go directly", arguments: [(511, 5), (7, 600), (0, 0), (1, 400)])
  func small(rows: Int, columns: Int) throws {
    let spectrum = try singularValues(of: .gaussian(rows, columns, seed: 25))
    #expect(spectrum.route == .direct && spectrum.values.count == min(rows, columns))
  }

  @Test("law: both routes at every scale", arguments: [1e-300, 1e-160, 1, 1e160, 1e300])
  func scales(scale: Double) throws {
    let a = Matrix<Double>.gaussian(20, 30, seed: 26)
    let unit = try singularValues(of: a).values.map { $0 * scale }
    for route in [SpectrumRoute.direct, .gram] {
      let values = try singularValues(of: scale * a, route: route).values
      #expect(relativeDistance(values, unit) < 1e-13)
    }
  }

  @Test("law: Weyl: values move by at most the largest value of the perturbation")
  func weyl() throws {
    let a = Matrix<Double>.gaussian(30, 22, seed: 27)
    for size in [1e-6, 1e-2, 1] {
      let change = size * Matrix<Double>.gaussian(30, 22, seed: 28)
      let bound = try singularValues(of: change).values[0]
      for route in [SpectrumRoute.direct, .gram] {
        let before = try singularValues(of: a, route: route).values
        let after = try singularValues(of: a + change, route: route).values
        let moved = zip(before, after).map { abs($0 - $1) }.max() ?? .infinity
        #expect(moved <= bound && moved > 0.1 * bound, "\(size)")
      }
    }
  }

  @Test("law: two threads of BLAS find the same values")
  func threads() throws {
    let a = Matrix<Double>.gaussian(200, 200, seed: 29)
    let one = try singularValues(of: a, route: .gram).values
    let two = try singularValues(of: a, route: .gram, threads: 2).values
    // Each is within four times the bound.
    #expect(gramRatio(two, one) < 8)
  }

  @Test("hostile: no threads")
  func noThreads() async {
    await #expect(processExitsWith: .failure) {
      _ = try singularValues(of: Matrix<Double>.identity(2), threads: 0)
    }
  }

  @Test("hostile: NaN with its place on every route")
  func hostile() {
    var a = Matrix<Double>.gaussian(4, 6, seed: 30)
    a[3, 5] = .nan
    for route in [SpectrumRoute.automatic, .direct, .gram] {
      #expect(throws: DecompositionError(.nonFiniteInput(row: 3, column: 5))) {
        _ = try singularValues(of: a, route: route)
      }
    }
    #expect(
      DecompositionError(.nonFiniteInput(row: 3, column: 5)).description.contains("row 3, column 5")
    )
  }

  @Test("hostile: zero and empty matrices on the Gram route")
  func nothing() throws {
    #expect(try singularValues(of: Matrix(rows: 3, columns: 4), route: .gram).values == [0, 0, 0])
    #expect(try singularValues(of: Matrix(rows: 0, columns: 4), route: .gram).values == [])
  }

  /// `count` values from 1 down to `last`, with equal ratios.
  private func geometric(_ count: Int, last: Double) -> [Double] {
    let ratio = pow(last, 1 / Double(count - 1))
    return (0..<count).map { pow(ratio, Double($0)) }
  }

  /// The largest error in units of `sqrt(k) eps s1² / s`, the bound at the head of `Spectrum.swift`.
  private func gramRatio(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count, let largest = expected.first else { return .infinity }
    let unit = Double(values.count).squareRoot() * .ulpOfOne * largest * largest
    return zip(values, expected).map { abs($0 - $1) * $1 / unit }.max() ?? .infinity
  }
}
