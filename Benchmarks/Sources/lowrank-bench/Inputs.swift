import LowRankBias

/// The matrix in an NPY file that the driver wrote for all contenders.
func matrix(fromNPY path: String) throws -> Matrix<Float> {
  let array = try NPYFile.read(path)
  guard array.shape.count == 2, case .float32(let elements) = array.storage else {
    throw RequestError(description: "\(path) must hold a float32 matrix.")
  }
  return Matrix(rows: array.shape[0], columns: array.shape[1], elements: elements)
}
