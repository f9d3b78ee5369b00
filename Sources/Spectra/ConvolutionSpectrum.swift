import Foundation

/// The shape of the kernel of a convolution, `K[o, i, u, v]` row-major.
public struct ConvolutionShape: Hashable, Sendable {
  /// Output channels.
  public let outputs: Int
  /// Input channels.
  public let inputs: Int
  /// The height `k_h`.
  public let height: Int
  /// The width `k_w`.
  public let width: Int

  /// Creates a shape; all at least 1.
  public init(outputs: Int, inputs: Int, height: Int, width: Int) {
    precondition(
      min(outputs, inputs, height, width) >= 1,
      "a convolution of shape (\(outputs), \(inputs), \(height), \(width))")
    (self.outputs, self.inputs, self.height, self.width) = (outputs, inputs, height, width)
  }

  /// The number of elements of the kernel.
  public var count: Int { outputs * inputs * height * width }
}

/// The singular values of the circular convolution of stride 1 with a kernel on an `H x W` grid.
///
/// They are those of the matrices `K̂[:, :, a, b] = Σ_{u,v} K[:, :, u, v] e^{-2πi(au/H + bv/W)}` of
/// all frequencies; those of `(-a, -b)` are conjugate and have the same values.
///
/// - Parameters:
///   - kernel: Finite, row-major.
///   - shape: Its shape.
///   - grid: `(H, W)`, at least 1 each; a kernel larger than the grid wraps around.
/// - Returns: `H W min(outputs, inputs)` values, descending.
/// - Throws: ``DecompositionError`` with code `nonFiniteInput` (place in the kernel as a matrix of
///   one row) or `noConvergence`.
/// - Source: Sedghi, Gupta and Long, *The singular values of convolutional layers*, ICLR 2019,
///   theorem 6.
public func convolutionOperatorSpectrum(
  kernel: [Double], shape: ConvolutionShape, grid: (height: Int, width: Int)
) throws(DecompositionError) -> [Double] {
  precondition(
    kernel.count == shape.count, "\(kernel.count) elements of a kernel of \(shape.count)")
  precondition(grid.height >= 1 && grid.width >= 1, "a grid of \(grid.height) x \(grid.width)")
  if let place = kernel.firstIndex(where: { !$0.isFinite }) {
    throw DecompositionError(.nonFiniteInput(row: 0, column: place))
  }
  let largest = kernel.reduce(0) { max($0, $1.magnitude) }
  let scale = largest == 0 ? 1 : largest.binade
  let frequencies = KernelFrequencies(kernel, shape, divisor: scale)
  let size = shape.outputs * shape.inputs
  var values: [Double] = []
  values.reserveCapacity(grid.height * grid.width * min(shape.outputs, shape.inputs))
  var matrix = [Double](repeating: 0, count: 2 * size)
  for b in 0...grid.width / 2 {
    let rows = frequencies.transformed(alongRows: b, of: grid.width)
    let isOwnConjugate = 2 * b % grid.width == 0
    for a in 0..<(isOwnConjugate ? grid.height / 2 + 1 : grid.height) {
      frequencies.transform(rows, alongColumns: a, of: grid.height, into: &matrix)
      var failure: DecompositionError?
      var found: [Double] = []
      matrix.withUnsafeMutableBufferPointer { matrix in
        do throws(DecompositionError) {
          found = try LAPACK.zgesdd(matrix, m: shape.inputs, n: shape.outputs)
        } catch { failure = error }
      }
      if let failure { throw failure }
      let copies = isOwnConjugate && 2 * a % grid.height == 0 ? 1 : 2
      for value in found {
        for _ in 0..<copies { values.append(scale * value) }
      }
    }
  }
  values.sort(by: >)
  return values
}

/// The discrete Fourier transform of a kernel, one direction after the other.
private struct KernelFrequencies {
  private let shape: ConvolutionShape
  private let size: Int
  /// Shape `(k_h, k_w, outputs·inputs)`.
  private let taps: [Double]

  init(_ kernel: [Double], _ shape: ConvolutionShape, divisor: Double) {
    self.shape = shape
    size = shape.outputs * shape.inputs
    let spatial = shape.height * shape.width
    var taps = [Double](repeating: 0, count: kernel.count)
    for channel in 0..<size {
      for place in 0..<spatial {
        taps[place * size + channel] = kernel[channel * spatial + place] / divisor
      }
    }
    self.taps = taps
  }

  /// `Σ_v K[:, :, u, v] e^{-2πi b v / W}` for each u: `(k_h, outputs·inputs, 2)`.
  func transformed(alongRows b: Int, of count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: 2 * shape.height * size)
    for u in 0..<shape.height {
      for v in 0..<shape.width {
        let (cosine, sine) = phase(b * v, count)
        let from = (u * shape.width + v) * size
        for channel in 0..<size {
          let tap = taps[from + channel]
          result[2 * (u * size + channel)] += cosine * tap
          result[2 * (u * size + channel) + 1] += sine * tap
        }
      }
    }
    return result
  }

  /// `Σ_u rows[u] e^{-2πi a u / H}`, row-major `(outputs, inputs)`.
  func transform(
    _ rows: [Double], alongColumns a: Int, of count: Int, into matrix: inout [Double]
  ) {
    for place in matrix.indices { matrix[place] = 0 }
    for u in 0..<shape.height {
      let (cosine, sine) = phase(a * u, count)
      for channel in 0..<size {
        let real = rows[2 * (u * size + channel)]
        let imaginary = rows[2 * (u * size + channel) + 1]
        matrix[2 * channel] += cosine * real - sine * imaginary
        matrix[2 * channel + 1] += cosine * imaginary + sine * real
      }
    }
  }

  /// The number `e^{-2πi k / n}`.
  private func phase(_ k: Int, _ n: Int) -> (cosine: Double, sine: Double) {
    let angle = -2 * Double.pi * Double(k % n) / Double(n)
    return (cos(angle), sin(angle))
  }
}
