import Checkpoints
import Tensors
import Testing

@Suite struct NPYArrayMatrixTests {
  @Test("law: a matrix comes back, its scalar type decides the element type")
  func roundTrip() throws {
    let matrix = Matrix<Double>([[1, 2, 3], [4, 5, 0.1]])
    #expect(try NPYArray(matrix).matrix() == matrix)
    #expect(NPYArray(matrix).storage == .float64([1, 2, 3, 4, 5, 0.1]))
    let single = Matrix<Float>([[1, 0.1]])
    #expect(NPYArray(single).storage == .float32([1, 0.1]))
    #expect(try NPYArray(single).matrix() == single.converted(to: Double.self))
  }

  @Test("hostile: one axis or three are no matrix", arguments: [[6], [1, 2, 3], []])
  func axes(shape: [Int]) {
    let array = NPYArray(Array(repeating: 0, count: shape.reduce(1, *)), shape: shape)
    #expect(checkpointError { try array.matrix() }?.code == .sizeMismatch)
  }
}
