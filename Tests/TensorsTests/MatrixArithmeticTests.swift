import Tensors
import Testing
import _TestSupport

@Suite struct MatrixArithmeticTests {
  let a = Matrix<Double>([[1, -2, 3], [4, 5, -6]])

  @Test("law: sums, differences, multiples and maps work element by element")
  func elementwise() {
    let b = Matrix<Double>([[10, 20, 30], [40, 50, 60]])
    #expect(a + b == Matrix([[11, 18, 33], [44, 55, 54]]))
    #expect(b - a == Matrix([[9, 22, 27], [36, 45, 66]]))
    #expect(-2 * a == Matrix([[-2, 4, -6], [-8, -10, 12]]))
    #expect(a.map { $0 * $0 } == Matrix([[1, 4, 9], [16, 25, 36]]))
    #expect((a + a).rows == 2 && Matrix<Double>(rows: 0, columns: 4).map { $0 + 1 }.columns == 4)
  }

  @Test("law: the norm of Pythagoras, homogeneous at every scale", arguments: [1, 1e200, 1e-200])
  func norm(scale: Double) {
    let matrix = scale * Matrix([[3.0, 0], [0, -4]])
    // A quotient, a square, a root and a product round once each.
    #expect(abs(matrix.frobeniusNorm / scale - 5) < 5 * 4 * .ulpOfOne)
    #expect(relativeDistance(matrix.rowNorms, [3 * scale, 4 * scale]) < 4 * .ulpOfOne)
  }

  @Test("law: a long sum of Float keeps its digits")
  func longNorm() {
    // Summed in Float it would stop growing at 2^24.
    let matrix = Matrix<Float>(rows: 5000, columns: 5000, repeating: 1)
    #expect(matrix.frobeniusNorm == 5000)
  }

  @Test("hostile: norms of nothing, NaN, infinity and denormal numbers")
  func norms() {
    #expect(Matrix<Double>(rows: 0, columns: 3).frobeniusNorm == 0)
    #expect(Matrix<Double>(rows: 2, columns: 0).rowNorms == [0, 0])
    #expect(Matrix<Double>(rows: 2, columns: 2).frobeniusNorm == 0)
    #expect(Matrix([[0, Double.nan]]).frobeniusNorm.isNaN)
    #expect(Matrix([[1, Double.nan]]).frobeniusNorm.isNaN)
    #expect(Matrix([[1, Double.infinity]]).frobeniusNorm == .infinity)
    #expect(Matrix([[Double.nan, Double.infinity]]).frobeniusNorm.isNaN)
    let least = Double.leastNonzeroMagnitude
    #expect(Matrix([[3 * least, 4 * least]]).frobeniusNorm == 5 * least)
    #expect(Matrix<Float>([[3e38, 3e38]]).frobeniusNorm == .infinity)
  }

  @Test("law: other precisions round to nearest and come back")
  func conversion() {
    let third = Matrix([[1.0 / 3, 1e300], [-0.5, 1e-60]])
    #expect(third.converted(to: Float.self) == Matrix([[Float(1.0 / 3), .infinity], [-0.5, 0]]))
    let single = Matrix<Float>.gaussian(4, 5, seed: 1)
    #expect(single.converted(to: Double.self).converted(to: Float.self) == single)
  }

  @Test("law: the first element that is not finite, row by row")
  func firstNonFinite() throws {
    #expect(a.firstNonFinite == nil)
    #expect(Matrix<Double>(rows: 0, columns: 0).firstNonFinite == nil)
    var broken = a
    broken[1, 2] = .nan
    #expect(try #require(broken.firstNonFinite) == (1, 2))
    broken[1, 0] = -.infinity
    #expect(try #require(broken.firstNonFinite) == (1, 0))
  }

  @Test("hostile: shapes that differ")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 3) + Matrix(rows: 3, columns: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 3) - Matrix(rows: 2, columns: 4)
    }
  }
}
