import Foundation
import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct FeatureKernelTests {
  @Test("oracle: NumPy, all kernels, with and without a zero feature")
  func numpy() throws {
    for features in try Fixture.load().features {
      #expect(features.kernels.map(\.kernel) == FeatureKernel.allCases)
      for expected in features.kernels {
        let kernel = expected.kernel.matrix(of: Matrix(features.matrix))
        #expect(kernel.zeroFeatures == features.zeroFeatures)
        let distance = relativeDistance(
          kernel.matrix.elements, Matrix<Double>(expected.matrix).elements)
        #expect(distance < rounding, "\(expected.kernel)")
      }
    }
  }

  @Test("law: kernels are exactly symmetric", arguments: FeatureKernel.allCases)
  func symmetry(kernel: FeatureKernel) {
    let matrix = kernel.matrix(of: .gaussian(21, 6, seed: 1)).matrix
    #expect(matrix == matrix.transposed && matrix.firstNonFinite == nil)
  }

  @Test(
    "law: cosines do not see the length of a feature",
    arguments: [FeatureKernel.cosineSimilarity, .cosineDistance], [1e-150, 8, 1e150])
  func lengths(kernel: FeatureKernel, scale: Double) {
    let features = Matrix<Double>.gaussian(7, 4, seed: 2)
    var scaled = features
    for j in 0..<4 { scaled[3, j] *= scale }
    let difference = kernel.matrix(of: features).matrix - kernel.matrix(of: scaled).matrix
    #expect(difference.frobeniusNorm < rounding)
  }

  @Test("law: the bandwidth is the median of the distances, even and odd in number")
  func median() {
    // Points 0, 1, 3: distances 1, 2, 3. A fourth at 7: 1, 2, 3, 4, 6, 7.
    let three = FeatureKernel.laplacian.matrix(of: Matrix([[0], [1], [3]])).matrix
    #expect(abs(three[0, 1] - exp(-1 / 2.0)) < 4 * .ulpOfOne)
    let four = FeatureKernel.rbf.matrix(of: Matrix([[0], [1], [3], [7]])).matrix
    #expect(abs(four[0, 1] - exp(-1 / (2 * 3.5 * 3.5))) < 4 * .ulpOfOne)
  }

  @Test("hostile: bandwidth 0: a feature is alike to its copies and to nothing else")
  func coinciding() {
    // Six of ten distances are 0.
    let features = Matrix<Double>([[1, 2], [1, 2], [1, 2], [1, 2], [5, 5]])
    let expected = Matrix(rows: 5, columns: 5) {
      for i in 0..<25 { $0[i] = (i / 5 == 4) == (i % 5 == 4) ? 1.0 : 0 }
    }
    #expect(FeatureKernel.rbf.matrix(of: features).matrix == expected)
    #expect(FeatureKernel.laplacian.matrix(of: features).matrix == expected)
  }

  @Test(
    "hostile: no features, one feature, features of no entries", arguments: FeatureKernel.allCases)
  func small(kernel: FeatureKernel) {
    #expect(kernel.matrix(of: Matrix(rows: 0, columns: 3)).matrix == Matrix(rows: 0, columns: 0))
    let one = kernel.matrix(of: Matrix([[3, 4]]))
    #expect(one.matrix.rows == 1 && one.matrix.firstNonFinite == nil && one.zeroFeatures == 0)
    let none = kernel.matrix(of: Matrix(rows: 2, columns: 0))
    #expect(none.matrix.rows == 2 && none.matrix.firstNonFinite == nil && none.zeroFeatures == 2)
  }
}
