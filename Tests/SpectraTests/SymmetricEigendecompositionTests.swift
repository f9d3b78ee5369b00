import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct SymmetricEigendecompositionTests {
  static let sizes = [0, 1, 2, 5, 33, 80]

  @Test("oracle: NumPy")
  func numpy() throws {
    for expected in try Fixture.load().symmetric {
      let values = try symmetricEigenvalues(of: Matrix(expected.matrix))
      #expect(relativeDistance(values, expected.eigenvalues) < rounding)
    }
  }

  @Test("oracle: Jacobi rotations", arguments: sizes)
  func jacobi(size: Int) throws {
    let a = SampleMatrix.symmetric(size)
    let unit = Double(max(size, 1)) * .ulpOfOne
    let values = try symmetricEigenvalues(of: a)
    #expect(relativeDistance(values, jacobiEigenvalues(of: a)) < acceptedRatio * unit)
  }

  @Test("law: vectors are orthonormal and rebuild the matrix, values ascend", arguments: sizes)
  func residuals(size: Int) throws {
    let a = SampleMatrix.symmetric(size)
    let decomposition = try SymmetricEigendecomposition(a)
    let (values, vectors) = (decomposition.values, decomposition.vectors)
    #expect(values == values.sorted() && values.count == size)
    #expect(orthogonalityRatio(vectors) < acceptedRatio)
    let product = vectors.times(.diagonal(values)).times(vectors, transposing: .right)
    #expect(reconstructionRatio(a, product) < acceptedRatio)
    let unit = Double(max(size, 1)) * .ulpOfOne
    #expect(relativeDistance(values, try symmetricEigenvalues(of: a)) < acceptedRatio * unit)
  }

  @Test("law: the lower triangle alone is read")
  func lowerTriangle() throws {
    let a = SampleMatrix.symmetric(12)
    var changed = a
    for i in 0..<12 { for j in i + 1..<12 { changed[i, j] = 1e3 } }
    #expect(try symmetricEigenvalues(of: changed) == symmetricEigenvalues(of: a))
    #expect(
      try SymmetricEigendecomposition(changed).values == SymmetricEigendecomposition(a).values)
    #expect(try symmetricEigenvalues(of: changed.transposed) != symmetricEigenvalues(of: a))
  }

  @Test("law: multiple and zero eigenvalues")
  func multiple() throws {
    #expect(try symmetricEigenvalues(of: .diagonal([3, -1, 3, 0])) == [-1, 0, 3, 3])
    let decomposition = try SymmetricEigendecomposition(.identity(6))
    #expect(decomposition.values == [1, 1, 1, 1, 1, 1])
    #expect(orthogonalityRatio(decomposition.vectors) < acceptedRatio)
  }

  @Test("hostile: NaN with its place; a matrix that is not square")
  func hostile() async {
    var a = SampleMatrix.symmetric(4)
    a[2, 0] = .nan
    let expected = DecompositionError(.nonFiniteInput(row: 2, column: 0))
    #expect(throws: expected) { _ = try symmetricEigenvalues(of: a) }
    #expect(throws: expected) { _ = try SymmetricEigendecomposition(a) }
    await #expect(processExitsWith: .failure) {
      _ = try symmetricEigenvalues(of: Matrix(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = try SymmetricEigendecomposition(Matrix(rows: 3, columns: 2))
    }
  }
}
