import CBLAS
package import Networks
package import Tensors

/// Loops over whole arrays, by the best vector code that the machine has up to an instruction set.
package enum VectorLoops {
  /// `Σ xᵢ yᵢ`, summed in double precision.
  package static func dot<Scalar: MatrixScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, count: Int,
    atMost set: InstructionSet = .avx512
  ) -> Double {
    Scalar.self == Double.self
      ? lowrank_dot_f64(set.level, x.f64, y.f64, count)
      : lowrank_dot_f32(set.level, x.f32, y.f32, count)
  }

  /// `Σ |xᵢ|`, summed in double precision.
  package static func magnitudes<Scalar: MatrixScalar>(
    _ x: UnsafePointer<Scalar>, count: Int, atMost set: InstructionSet = .avx512
  ) -> Double {
    Scalar.self == Double.self
      ? lowrank_magnitudes_f64(set.level, x.f64, count)
      : lowrank_magnitudes_f32(set.level, x.f32, count)
  }

  /// `z = p·x + q·y`; `z` may be `x` or `y`.
  package static func combine<Scalar: MatrixScalar>(
    _ p: Double, _ x: UnsafePointer<Scalar>, _ q: Double, _ y: UnsafePointer<Scalar>,
    into z: UnsafeMutablePointer<Scalar>, count: Int, atMost set: InstructionSet = .avx512
  ) {
    if Scalar.self == Double.self {
      lowrank_combine_f64(set.level, p, x.f64, q, y.f64, z.f64, count)
    } else {
      lowrank_combine_f32(set.level, p, x.f32, q, y.f32, z.f32, count)
    }
  }
}

/// Writes double-precision values into parameters, rounded to nearest.
func write<Scalar: MatrixScalar>(
  _ values: UnsafeBufferPointer<Double>, into parameters: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Double.self {
    let target = parameters.f64
    for i in values.indices { target[i] = values[i] }
  } else {
    let target = parameters.f32
    for i in values.indices { target[i] = Float(values[i]) }
  }
}
