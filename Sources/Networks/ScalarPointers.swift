public import Tensors

// A `MatrixScalar` is Double or Float; which one, a kernel asks once per call.

extension UnsafePointer where Pointee: MatrixScalar {
  /// The same memory where `Pointee` is known to be Double.
  @inlinable @inline(__always) package var f64: UnsafePointer<Double> {
    UnsafeRawPointer(self).assumingMemoryBound(to: Double.self)
  }
  /// The same memory where `Pointee` is known to be Float.
  @inlinable @inline(__always) package var f32: UnsafePointer<Float> {
    UnsafeRawPointer(self).assumingMemoryBound(to: Float.self)
  }
}

extension UnsafeMutablePointer where Pointee: MatrixScalar {
  /// The same memory where `Pointee` is known to be Double.
  @inlinable @inline(__always) package var f64: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Double.self)
  }
  /// The same memory where `Pointee` is known to be Float.
  @inlinable @inline(__always) package var f32: UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Float.self)
  }
}
