import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct SingularValueDecompositionTests {
  @Test(
    "law: factors are orthonormal, values descend, their product is the matrix",
    arguments: SampleMatrix.allCases)
  func residuals(sample: SampleMatrix) throws {
    let a = sample.matrix
    let decomposition = try SingularValueDecomposition(a)
    let k = min(a.rows, a.columns)
    #expect(decomposition.left.rows == a.rows && decomposition.left.columns == k)
    #expect(decomposition.right.rows == a.columns && decomposition.right.columns == k)
    #expect(decomposition.values.count == k && decomposition.values.allSatisfy { $0 >= 0 })
    #expect(decomposition.values == decomposition.values.sorted(by: >))
    #expect(orthogonalityRatio(decomposition.left) < acceptedRatio)
    #expect(orthogonalityRatio(decomposition.right) < acceptedRatio)
    #expect(reconstructionRatio(a, decomposition.product) < acceptedRatio)
  }

  @Test("law: values alone equal those with vectors", arguments: SampleMatrix.allCases)
  func valuesAlone(sample: SampleMatrix) throws {
    let a = sample.matrix
    let alone = try singularValues(of: a, route: .direct)
    let full = try SingularValueDecomposition(a).values
    let unit = Double(max(a.rows, a.columns)) * .ulpOfOne
    #expect(alone.route == .direct)
    #expect(relativeDistance(alone.values, full) <= acceptedRatio * unit)
  }

  @Test("law: the ratios refuse wrong factors")
  func refusal() throws {
    let a = SampleMatrix.square.matrix
    let decomposition = try SingularValueDecomposition(a)
    var left = decomposition.left
    left[0, 0] += 1e-11
    #expect(orthogonalityRatio(left) > acceptedRatio)
    var other = a
    other[3, 5] += 1e-10
    #expect(reconstructionRatio(other, decomposition.product) > acceptedRatio)
    #expect(reconstructionRatio(a.transposed, decomposition.product) > acceptedRatio)
  }

  @Test("hostile: NaN and infinity are named with their place")
  func nonFinite() {
    var a = SampleMatrix.tall.matrix
    a[7, 2] = .nan
    #expect(throws: DecompositionError(.nonFiniteInput(row: 7, column: 2))) {
      _ = try SingularValueDecomposition(a)
    }
    a[3, 8] = -.infinity
    #expect(throws: DecompositionError(.nonFiniteInput(row: 3, column: 8))) {
      _ = try SingularValueDecomposition(a)
    }
  }
}
