import CBLAS
package import Tensors

/// Loops over whole arrays by the vector code of instruction set 0 (baseline), 1 (AVX2) or
/// 2 (AVX-512), or the best one below that the machine has.
package enum VectorLoops {
  /// The number of the best vector code there is.
  package static let bestInstructionSet: UInt32 = 2

  /// `Σ xᵢ yᵢ`, summed in double precision.
  package static func dot<Scalar: MatrixScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, count: Int,
    atMost instructionSet: UInt32 = bestInstructionSet
  ) -> Double {
    let (x, y) = (UnsafeRawPointer(x), UnsafeRawPointer(y))
    let level = lowrank_level(instructionSet)
    guard Scalar.self == Double.self else {
      return lowrank_dot_f32(
        level, x.assumingMemoryBound(to: Float.self), y.assumingMemoryBound(to: Float.self), count)
    }
    return lowrank_dot_f64(
      level, x.assumingMemoryBound(to: Double.self), y.assumingMemoryBound(to: Double.self), count)
  }

  /// `Σ |xᵢ|`, summed in double precision.
  package static func magnitudes<Scalar: MatrixScalar>(
    _ x: UnsafePointer<Scalar>, count: Int, atMost instructionSet: UInt32 = bestInstructionSet
  ) -> Double {
    let (x, level) = (UnsafeRawPointer(x), lowrank_level(instructionSet))
    return Scalar.self == Double.self
      ? lowrank_magnitudes_f64(level, x.assumingMemoryBound(to: Double.self), count)
      : lowrank_magnitudes_f32(level, x.assumingMemoryBound(to: Float.self), count)
  }

  /// `z = p·x + q·y`; `z` may be `x` or `y`.
  package static func combine<Scalar: MatrixScalar>(
    _ p: Double, _ x: UnsafePointer<Scalar>, _ q: Double, _ y: UnsafePointer<Scalar>,
    into z: UnsafeMutablePointer<Scalar>, count: Int,
    atMost instructionSet: UInt32 = bestInstructionSet
  ) {
    let (x, y, z) = (UnsafeRawPointer(x), UnsafeRawPointer(y), UnsafeMutableRawPointer(z))
    let level = lowrank_level(instructionSet)
    if Scalar.self == Double.self {
      lowrank_combine_f64(
        level, p, x.assumingMemoryBound(to: Double.self), q,
        y.assumingMemoryBound(to: Double.self), z.assumingMemoryBound(to: Double.self), count)
    } else {
      lowrank_combine_f32(
        level, p, x.assumingMemoryBound(to: Float.self), q,
        y.assumingMemoryBound(to: Float.self), z.assumingMemoryBound(to: Float.self), count)
    }
  }
}

/// Writes double-precision values into parameters, rounded to nearest.
func write<Scalar: MatrixScalar>(
  _ values: UnsafeBufferPointer<Double>, into parameters: UnsafeMutablePointer<Scalar>
) {
  let raw = UnsafeMutableRawPointer(parameters)
  if Scalar.self == Double.self {
    let target = raw.assumingMemoryBound(to: Double.self)
    for i in values.indices { target[i] = values[i] }
  } else {
    let target = raw.assumingMemoryBound(to: Float.self)
    for i in values.indices { target[i] = Float(values[i]) }
  }
}
