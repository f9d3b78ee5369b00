import Tensors
import Testing
import _TestSupport

@Suite struct MatrixProductsTests {
  /// Nothing, one, below a vector, a vector, just above two blocks of 16.
  static let sizes = [0, 1, 3, 16, 33]
  static let transpositions = [Transposition.none, .left, .right, .both]

  @Test("oracle: the naive product, all shapes and transpositions", arguments: transpositions)
  func shapes(transposing: Transposition) {
    for m in Self.sizes {
      for n in Self.sizes {
        for k in Self.sizes {
          let double = worst(Double.self, m, n, k, transposing)
          let single = worst(Float.self, m, n, k, transposing)
          // The reference rounds like a Double product; against a Float it is exact.
          #expect(double <= 2 && single <= 1.001, "(\(m), \(n), \(k))")
        }
      }
    }
  }

  /// Where libxsmm hands over to BLAS: 256^3 multiplications, or a side of 4096.
  @Test(
    "oracle: the naive product on both sides of the border between the libraries",
    arguments: [(256, 256, 256), (256, 257, 256), (4096, 2, 3), (4097, 2, 3), (2, 3, 4097)])
  func border(m: Int, n: Int, k: Int) {
    for transposing in Self.transpositions {
      #expect(worst(Double.self, m, n, k, transposing) <= 2, "\(transposing)")
      #expect(worst(Float.self, m, n, k, transposing) <= 1.001, "\(transposing)")
    }
  }

  @Test("law: the ratio refuses another transposition and one wrong element")
  func ratioRefuses() {
    let a = Matrix<Double>.gaussian(9, 9, seed: 1)
    let b = Matrix<Double>.gaussian(9, 9, seed: 2)
    for transposing in [Transposition.left, .right, .both] {
      #expect(productRatio(a.times(b, transposing: transposing), a, b) > 1e6)
    }
    var wrong = a.times(b)
    wrong[4, 7] += 1e-13
    #expect(productRatio(wrong, a, b) > 2)
  }

  @Test("law: identity, associativity, transpose of a product")
  func algebra() {
    let a = Matrix<Double>.gaussian(20, 31, seed: 3)
    let b = Matrix<Double>.gaussian(31, 12, seed: 4)
    let c = Matrix<Double>.gaussian(12, 25, seed: 5)
    #expect(Matrix.identity(20).times(a) == a && a.times(.identity(31)) == a)
    #expect(reconstructionRatio(a.times(b).times(c), a.times(b.times(c))) < 10)
    #expect(
      reconstructionRatio(a.times(b).transposed, b.times(a, transposing: .both)) < 10)
    #expect(reconstructionRatio(b.transposed.times(a.transposed), a.times(b).transposed) < 10)
  }

  @Test("hostile: NaN and infinity go where a sum meets them and nowhere else")
  func nonFinite() {
    var a = Matrix<Double>.gaussian(5, 4, seed: 6)
    let b = Matrix<Double>.gaussian(4, 3, seed: 7)
    let finite = a.times(b)
    a[2, 1] = .nan
    let product = a.times(b)
    for j in 0..<3 { #expect(product[2, j].isNaN) }
    for i in [0, 1, 3, 4] { #expect(product.row(i) == finite.row(i)) }
  }

  @Test(
    "law: the Gram matrix is the product with the transpose, and exactly symmetric",
    arguments: [(0, 0), (0, 3), (3, 0), (1, 1), (1, 40), (40, 1), (17, 33), (300, 65)])
  func gram(rows: Int, columns: Int) {
    let a = Matrix<Double>.gaussian(rows, columns, seed: 8)
    let single = Matrix<Float>.gaussian(rows, columns, seed: 9)
    #expect(productRatio(a.gram(), a, a, transposing: .left) <= 2)
    #expect(productRatio(single.gram(), single, single, transposing: .left) <= 1.001)
    #expect(a.gram() == a.gram().transposed && single.gram() == single.gram().transposed)
  }

  @Test(
    "law: transposing exchanges the indices, around the blocks of 16",
    arguments: [(0, 0), (0, 5), (5, 0), (1, 7), (15, 17), (16, 32), (33, 18)])
  func transpose(rows: Int, columns: Int) {
    let a = Matrix<Float>.gaussian(rows, columns, seed: 10)
    let t = a.transposed
    #expect(t.rows == columns && t.columns == rows && t.transposed == a)
    for i in 0..<rows { for j in 0..<columns { #expect(t[j, i] == a[i, j]) } }
  }

  @Test("hostile: inner dimensions that differ, in every transposition")
  func inner() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 3).times(Matrix(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 3).times(
        Matrix(rows: 3, columns: 2), transposing: .left)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 3).times(
        Matrix(rows: 3, columns: 2), transposing: .right)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 3).times(
        Matrix(rows: 2, columns: 3), transposing: .both)
    }
  }

  /// The ratio of one product of random matrices.
  private func worst<Scalar: MatrixScalar>(
    _: Scalar.Type, _ m: Int, _ n: Int, _ k: Int, _ transposing: Transposition
  ) -> Double {
    let left = transposing == .left || transposing == .both
    let right = transposing == .right || transposing == .both
    let a = Matrix<Scalar>.gaussian(left ? k : m, left ? m : k, seed: 11)
    let b = Matrix<Scalar>.gaussian(right ? n : k, right ? k : n, seed: 12)
    return productRatio(a.times(b, transposing: transposing), a, b, transposing: transposing)
  }
}
