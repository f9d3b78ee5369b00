import Spectra
import Tensors

extension LowRankMatrix {
  /// The `rank` largest singular values of a dense matrix that are positive, and their vectors.
  init(_ dense: Matrix<Double>, rank: Int) throws {
    let svd = try SingularValueDecomposition(dense)
    let kept = svd.values[..<rank].count { $0 > 0 }
    self.init(
      orthonormal: svd.left[0..<dense.rows, 0..<kept].matrix, Array(svd.values[..<kept]),
      svd.right[0..<dense.columns, 0..<kept].matrix)
  }
}
