import Spectra
import Tensors
import Testing
import _TestSupport

@Suite struct ConvolutionSpectrumTests {
  static let cases = [
    (ConvolutionShape(outputs: 2, inputs: 3, height: 3, width: 3), 4, 5),
    (ConvolutionShape(outputs: 3, inputs: 2, height: 2, width: 1), 6, 3),
    (ConvolutionShape(outputs: 1, inputs: 1, height: 3, width: 2), 1, 4),
    (ConvolutionShape(outputs: 2, inputs: 2, height: 1, width: 1), 3, 4),
    (ConvolutionShape(outputs: 2, inputs: 2, height: 3, width: 3), 2, 2),
  ]

  static func kernel(_ shape: ConvolutionShape) -> [Double] {
    Matrix<Double>.gaussian(1, shape.count, seed: 60).elements
  }

  /// The convolution as a matrix, `(outputs·H·W, inputs·H·W)`, taps beyond the edge wrapped around or
  /// left out.
  static func explicit(
    _ kernel: [Double], _ shape: ConvolutionShape, _ height: Int, _ width: Int, wraps: Bool
  ) -> Matrix<Double> {
    let spatial = height * width
    var a = Matrix<Double>(rows: shape.outputs * spatial, columns: shape.inputs * spatial)
    for o in 0..<shape.outputs {
      for i in 0..<shape.inputs {
        for u in 0..<shape.height {
          for v in 0..<shape.width {
            let tap = kernel[((o * shape.inputs + i) * shape.height + u) * shape.width + v]
            for y in 0..<height {
              for x in 0..<width where wraps || (y + u < height && x + v < width) {
                let from = (y + u) % height * width + (x + v) % width
                a[o * spatial + y * width + x, i * spatial + from] += tap
              }
            }
          }
        }
      }
    }
    return a
  }

  @Test("oracle: the explicit circulant matrix", arguments: cases)
  func circulant(shape: ConvolutionShape, height: Int, width: Int) throws {
    let kernel = Self.kernel(shape)
    let found = try convolutionOperatorSpectrum(
      kernel: kernel, shape: shape, grid: (height, width))
    let a = Self.explicit(kernel, shape, height, width, wraps: true)
    let exact = try singularValues(of: a, route: .direct).values
    #expect(found.count == height * width * min(shape.outputs, shape.inputs))
    #expect(relativeDistance(found, Array(exact.prefix(found.count))) < 1e-13)
    #expect(found == found.sorted(by: >))
  }

  @Test("law: norms of the operator and of the kernel", arguments: cases)
  func norms(shape: ConvolutionShape, height: Int, width: Int) throws {
    guard height >= shape.height, width >= shape.width else { return }
    let kernel = Self.kernel(shape)
    let found = try convolutionOperatorSpectrum(kernel: kernel, shape: shape, grid: (height, width))
    let squares = kernel.reduce(0) { $0 + $1 * $1 }
    let sum = found.reduce(0) { $0 + $1 * $1 }
    #expect(abs(sum / (Double(height * width) * squares) - 1) < 1e-13)
    let taps = shape.height * shape.width
    let reshaped = Matrix(rows: shape.outputs, columns: shape.inputs * taps, elements: kernel)
    let norm = try singularValues(of: reshaped).values[0]
    #expect(found[0] <= Double(taps).squareRoot() * norm * (1 + 1e-13))
    var slices = 0.0
    for tap in 0..<taps {
      let slice = (0..<shape.outputs * shape.inputs).map { kernel[$0 * taps + tap] }
      let matrix = Matrix(rows: shape.outputs, columns: shape.inputs, elements: slice)
      slices += try singularValues(of: matrix).values[0]
    }
    #expect(found[0] <= slices * (1 + 1e-13))
  }

  @Test("law: a kernel of one tap repeats its matrix")
  func oneTap() throws {
    let shape = ConvolutionShape(outputs: 4, inputs: 3, height: 1, width: 1)
    let matrix = Matrix<Double>.gaussian(4, 3, seed: 61)
    let found = try convolutionOperatorSpectrum(
      kernel: matrix.elements, shape: shape, grid: (3, 5))
    let once = try singularValues(of: matrix).values
    #expect(relativeDistance(found, once.flatMap { Array(repeating: $0, count: 15) }) < 1e-14)
  }

  @Test("law: padding with zeros never exceeds the circular operator on the larger grid")
  func padding() throws {
    let shape = ConvolutionShape(outputs: 2, inputs: 3, height: 3, width: 2)
    let kernel = Self.kernel(shape)
    let padded = Self.explicit(kernel, shape, 5, 4, wraps: false)
    let circular = try convolutionOperatorSpectrum(kernel: kernel, shape: shape, grid: (7, 5))
    #expect(try singularValues(of: padded).values[0] <= circular[0] * (1 + 1e-13))
  }

  @Test("hostile: extreme entries, zeros, not a number")
  func extremes() throws {
    let shape = ConvolutionShape(outputs: 2, inputs: 2, height: 2, width: 2)
    let kernel = Self.kernel(shape)
    let unit = try convolutionOperatorSpectrum(kernel: kernel, shape: shape, grid: (3, 3))
    for scale in [1e-300, 1e300] {
      let found = try convolutionOperatorSpectrum(
        kernel: kernel.map { scale * $0 }, shape: shape, grid: (3, 3))
      #expect(relativeDistance(found, unit.map { scale * $0 }) < 1e-13)
    }
    let zeros = [Double](repeating: 0, count: 16)
    #expect(
      try convolutionOperatorSpectrum(kernel: zeros, shape: shape, grid: (2, 2)).allSatisfy {
        $0 == 0
      })
    var broken = kernel
    broken[5] = .nan
    #expect(throws: DecompositionError(.nonFiniteInput(row: 0, column: 5))) {
      try convolutionOperatorSpectrum(kernel: broken, shape: shape, grid: (2, 2))
    }
  }
}
