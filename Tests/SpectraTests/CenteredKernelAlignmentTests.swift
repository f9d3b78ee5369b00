import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct CenteredKernelAlignmentTests {
  /// Numbers of NumPy; rebuilt by `Tests/Fixtures/activations/make_activations.py`.
  struct Fixture: Decodable {
    struct Terms: Decodable {
      let biased: Double
      let unbiased: Double
    }
    struct Pair: Decodable {
      let name: String
      let x: [[Double]]
      let y: [[Double]]
      let cross: Terms
      let first: Terms
      let second: Terms
      let ckaBiased: Double
      let ckaUnbiased: Double
      let distance: Double
    }
    let pairs: [Pair]
  }

  static func alignment(
    _ x: Matrix<Double>, _ y: Matrix<Double>
  ) throws -> CenteredKernelAlignment {
    try CenteredKernelAlignment(CenteredSamples(x), CenteredSamples(y))
  }

  @Test("oracle: NumPy from the definitions, n above and below d")
  func numpy() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/activations/activations.json")
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    #expect(fixture.pairs.count == 6)
    for pair in fixture.pairs {
      let found = try Self.alignment(Matrix(pair.x), Matrix(pair.y))
      // The definition subtracts kernels of 10⁶ from each other, squared: twelve of 19 digits.
      let bound = pair.name == "large offset" ? 1e-6 : 1e-12
      for (term, expected) in [
        (found.cross, pair.cross), (found.first, pair.first), (found.second, pair.second),
      ] {
        let scale = bound * abs(pair.first.biased * pair.second.biased).squareRoot()
        #expect(abs(term.biased - expected.biased) <= max(scale, bound * expected.biased))
        #expect(abs(term.unbiased - expected.unbiased) <= max(scale, bound * expected.biased))
      }
      #expect(abs(try #require(found.biased) - pair.ckaBiased) <= bound)
      #expect(abs(try #require(found.unbiased) - pair.ckaUnbiased) <= 10 * bound)
      #expect(abs(try #require(found.distance) - pair.distance) <= 10 * bound)
    }
  }

  @Test(
    "law: similarity 1 with itself, unchanged by rotation, scale, offset and order of the sides")
  func invariance() throws {
    let x = Matrix<Double>.gaussian(30, 8, seed: 1)
    let y = Matrix<Double>.gaussian(30, 50, seed: 2)
    let rotated = (-7 * x).times(.orthonormal(8, 8, seed: 3)).map { $0 + 12 }
    let unit = 100 * Double.ulpOfOne
    let itself = try Self.alignment(x, rotated)
    #expect(abs(try #require(itself.biased) - 1) <= unit)
    #expect(abs(try #require(itself.unbiased) - 1) <= unit)
    // arccos has the slope of a square root there.
    #expect(try #require(itself.distance) <= unit.squareRoot())
    let (one, other) = (try Self.alignment(x, y), try Self.alignment(y, rotated))
    #expect(abs(try #require(one.biased) - other.biased!) <= unit)
    #expect(abs(try #require(one.unbiased) - other.unbiased!) <= unit)
    #expect(one.biased! < 0.9 && one.distance! > 0.4)
  }

  @Test("law: many blocks of samples give what one product gives")
  func blocks() throws {
    // 2500 rows of 1200 elements are two blocks, 1600 samples of 3000 features two panels.
    func centered(_ a: Matrix<Double>) -> Matrix<Double> {
      let means = (0..<a.columns).map { j in
        (0..<a.rows).reduce(0) { $0 + a[$1, j] } / Double(a.rows)
      }
      return Matrix(rows: a.rows, columns: a.columns) { target in
        for i in 0..<a.rows {
          for j in 0..<a.columns { target[i * a.columns + j] = a[i, j] - means[j] }
        }
      }
    }
    for (n, d, e) in [(2500, 500, 700), (1600, 3000, 20)] {
      let (x, y) = (Matrix<Double>.gaussian(n, d, seed: 5), Matrix<Double>.gaussian(n, e, seed: 6))
      let norm = centered(x).times(centered(y), transposing: .left).frobeniusNorm
      let found = try CenteredSamples(x).independence(from: CenteredSamples(y)).biased
      #expect(abs(found * Double((n - 1) * (n - 1)) / (norm * norm) - 1) <= 1e-11)
    }
  }

  @Test("law: few independent samples look alike to the biased form, not to the unbiased one")
  func fewSamples() throws {
    var (biased, unbiased) = ([Double](), [Double]())
    for seed in 0..<400 as Range<UInt64> {
      let found = try Self.alignment(
        .gaussian(20, 200, seed: 2 * seed), .gaussian(20, 200, seed: 2 * seed + 1))
      biased.append(try #require(found.biased))
      unbiased.append(try #require(found.unbiased))
    }
    // Specification of the audit, section 7: 0.91 and −0.005, the least −0.24. One draw of the
    // unbiased form has a standard deviation of 0.07, hence the mean of 400 one of 0.0035.
    #expect(abs(biased.reduce(0, +) / 400 - 0.91) < 0.005)
    #expect(abs(unbiased.reduce(0, +) / 400) < 0.018)
    #expect((-0.5 ..< -0.1).contains(try #require(unbiased.min())))
  }

  @Test("law: batches add their terms; the mean of their ratios is another number")
  func batches() throws {
    let pairs = try (0..<6 as Range<UInt64>).map { seed in
      let x = Matrix<Double>.gaussian(9, 5, seed: seed)
      let y = x.times(.gaussian(5, 7, seed: 100)) + .gaussian(9, 7, seed: seed + 50)
      return try Self.alignment(x, y)
    }
    let sum = pairs.dropFirst().reduce(pairs[0], +)
    let cross = pairs.reduce(0) { $0 + $1.cross.unbiased }
    let first = pairs.reduce(0) { $0 + $1.first.unbiased }
    let second = pairs.reduce(0) { $0 + $1.second.unbiased }
    let expected = cross / (first * second).squareRoot()
    #expect(abs(try #require(sum.unbiased) - expected) <= 1e-14)
    let mean = try pairs.reduce(0) { $0 + (try #require($1.unbiased)) } / 6
    #expect(abs(mean - expected) > 1e-3)
  }

  @Test("law: the diagonal is set to zero, not subtracted from every row")
  func diagonal() throws {
    let (x, y) = (Matrix<Double>.gaussian(7, 3, seed: 8), Matrix<Double>.gaussian(7, 4, seed: 9))
    let (n, k, l) = (7, x.transposed.gram(), y.transposed.gram())
    func estimate(_ change: (Matrix<Double>, Int, Int) -> Double) -> Double {
      func changed(_ a: Matrix<Double>) -> Matrix<Double> {
        Matrix(rows: n, columns: n) { target in
          for i in 0..<n { for j in 0..<n { target[i * n + j] = change(a, i, j) } }
        }
      }
      let (k, l) = (changed(k), changed(l))
      let sums = [k, l].map { $0.elements.reduce(0, +) }
      let product = k.times(l)
      let trace = (0..<n).reduce(0) { $0 + product[$1, $1] }
      let total = product.elements.reduce(0, +)
      return (trace + sums[0] * sums[1] / 30 - 2 * total / 5) / 28
    }
    let found = try Self.alignment(x, y).cross.unbiased
    let right = estimate { $1 == $2 ? 0 : $0[$1, $2] }
    let wrong = estimate { $0[$1, $2] - $0[$2, $2] }
    #expect(abs(found - right) <= 1e-13)
    #expect(abs(found - wrong) > 1e-2)
  }

  @Test("hostile: a term with itself that is not positive gives nothing, and never NaN")
  func degenerate() throws {
    let x = Matrix<Double>.gaussian(6, 6, seed: 10)
    // Orthogonal samples have no similarity off the diagonal: the unbiased term is 0.
    let orthogonal = try Self.alignment(.identity(6), x)
    #expect(orthogonal.unbiased == nil && orthogonal.biased != nil)
    // Means of 0.1 are not exact; features that do not vary must be seen all the same.
    for constant in [0, 0.1, 1e30] {
      let flat = try Self.alignment(Matrix(rows: 6, columns: 9, repeating: constant), x)
      #expect(flat.biased == nil && flat.unbiased == nil && flat.distance == nil)
    }
    let huge = try Self.alignment(1e100 * x, x)
    #expect(huge.biased == nil)
    let none = try Self.alignment(Matrix(rows: 6, columns: 0), x)
    #expect(none.biased == nil && none.unbiased == nil)
  }

  @Test("hostile: NaN and infinity are named by their place")
  func nonFinite() throws {
    for value in [Double.nan, .infinity] {
      var x = Matrix<Double>.gaussian(5, 4, seed: 11)
      x[3, 2] = value
      #expect(throws: DecompositionError(.nonFiniteInput(row: 3, column: 2))) {
        try CenteredSamples(x)
      }
    }
  }

  @Test("hostile: fewer than 4 samples, or different numbers of them, are a caller's bug")
  func tooFew() async {
    await #expect(processExitsWith: .failure) {
      _ = try CenteredKernelAlignmentTests.alignment(.identity(3), .identity(3))
    }
    await #expect(processExitsWith: .failure) {
      _ = try CenteredKernelAlignmentTests.alignment(.identity(5), .identity(6))
    }
  }
}
