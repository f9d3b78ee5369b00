import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct QRDecompositionTests {
  @Test(
    "law: Q has orthonormal columns, R is triangular, their product is the matrix",
    arguments: SampleMatrix.allCases)
  func residuals(sample: SampleMatrix) throws {
    let a = sample.matrix
    let (q, r) = try { ($0.q, $0.r) }(QRDecomposition(a))
    let k = min(a.rows, a.columns)
    #expect(q.rows == a.rows && q.columns == k && r.rows == k && r.columns == a.columns)
    #expect(orthogonalityRatio(q) < acceptedRatio)
    #expect(reconstructionRatio(a, q.times(r)) < acceptedRatio)
    for i in 0..<k { for j in 0..<i { #expect(r[i, j] == 0) } }
  }

  @Test("hostile: NaN is named with its place")
  func nonFinite() {
    var a = SampleMatrix.wide.matrix
    a[1, 30] = .nan
    #expect(throws: DecompositionError(.nonFiniteInput(row: 1, column: 30))) {
      _ = try QRDecomposition(a)
    }
  }
}
