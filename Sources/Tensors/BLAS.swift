internal import CBLAS
public import Randomness

// The only file of this module that knows CBLAS.

extension Double: MatrixScalar {
  /// The general product of BLAS.
  public static func _product(
    _ shape: ProductShape, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into c: UnsafeMutablePointer<Double>
  ) {
    lowrank_dgemm(
      shape.transposing.left ? 1 : 0, shape.transposing.right ? 1 : 0, Int32(shape.m),
      Int32(shape.n), Int32(shape.k), a, b, c)
  }

  /// The kernel of libxsmm.
  public static func _smallProduct(_ shape: SmallShape) -> SmallProduct<Double>? {
    lowrank_small_dgemm(shape.foreign).map {
      SmallProduct(unsafeBitCast($0, to: UnsafeRawPointer.self), shape)
    }
  }

  /// Runs a kernel of libxsmm.
  public static func _run(
    _ product: SmallProduct<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into c: UnsafeMutablePointer<Double>
  ) {
    let kernel = unsafeBitCast(product.kernel, to: lowrank_dkernel.self)
    if let (n, k) = product.flip {
      lowrank_dkernel_call_flipped(kernel, n, k, a, b, c)
    } else {
      lowrank_dkernel_call(kernel, a, b, c)
    }
  }

  /// The transpose by blocks in registers.
  public static func _transpose(
    _ a: UnsafePointer<Double>, stride: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Double>
  ) {
    lowrank_transpose_f64(LOWRANK_LEVEL_BEST, a, stride, rows, columns, target)
  }

  /// The rank-k update of BLAS.
  public static func _gram(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>
  ) {
    lowrank_dsyrk(Int32(rows), Int32(columns), a, c)
  }

  /// Fills a buffer with draws.
  public static func _fill(
    _ buffer: UnsafeMutableBufferPointer<Double>, from distribution: Distribution,
    using stream: inout RandomStream
  ) {
    stream.fill(buffer, from: distribution)
  }
}

extension Float: MatrixScalar {
  /// The general product of BLAS.
  public static func _product(
    _ shape: ProductShape, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>
  ) {
    lowrank_sgemm(
      shape.transposing.left ? 1 : 0, shape.transposing.right ? 1 : 0, Int32(shape.m),
      Int32(shape.n), Int32(shape.k), a, b, c)
  }

  /// The kernel of libxsmm.
  public static func _smallProduct(_ shape: SmallShape) -> SmallProduct<Float>? {
    lowrank_small_sgemm(shape.foreign).map {
      SmallProduct(unsafeBitCast($0, to: UnsafeRawPointer.self), shape)
    }
  }

  /// Runs a kernel of libxsmm.
  public static func _run(
    _ product: SmallProduct<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>
  ) {
    let kernel = unsafeBitCast(product.kernel, to: lowrank_skernel.self)
    if let (n, k) = product.flip {
      lowrank_skernel_call_flipped(kernel, n, k, a, b, c)
    } else {
      lowrank_skernel_call(kernel, a, b, c)
    }
  }

  /// The transpose by blocks in registers.
  public static func _transpose(
    _ a: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    lowrank_transpose_f32(LOWRANK_LEVEL_BEST, a, stride, rows, columns, target)
  }

  /// The rank-k update of BLAS.
  public static func _gram(
    rows: Int, columns: Int, _ a: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>
  ) {
    lowrank_ssyrk(Int32(rows), Int32(columns), a, c)
  }

  /// Fills a buffer with draws.
  public static func _fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from distribution: Distribution,
    using stream: inout RandomStream
  ) {
    stream.fill(buffer, from: distribution)
  }
}

extension SmallShape {
  /// The same in C.
  fileprivate var foreign: lowrank_small_shape {
    lowrank_small_shape(
      m: Int32(m), n: Int32(n), k: Int32(k), a_stride: Int32(strides.a),
      b_stride: Int32(strides.b), c_stride: Int32(strides.c), transpose_a: transposesLeft ? 1 : 0,
      accumulate: accumulates ? 1 : 0)
  }
}

/// The BLAS library in use.
public enum BLAS {
  /// The name of the kernels, such as `Haswell` or `SkylakeX`.
  public static var kernel: String { String(cString: lowrank_blas_kernel()) }

  /// Version and build.
  public static var configuration: String { String(cString: lowrank_blas_configuration()) }

  /// The instruction set of the small-product kernels, or nil where libxsmm is missing.
  public static var smallProductTarget: String? {
    lowrank_small_product_target().map { String(cString: $0) }
  }

  /// Whether SLEEF's vector functions are there.
  public static var hasVectorFunctions: Bool { lowrank_has_vector_functions() != 0 }
}
