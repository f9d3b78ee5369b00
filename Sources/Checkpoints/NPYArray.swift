/// An array as npy, npz and safetensors files hold it: a shape and elements of one type.
public struct NPYArray: Equatable, Sendable {
  /// The elements in row-major order (the last axis runs fastest), by type.
  public enum Storage: Equatable, Sendable {
    /// IEEE half precision as bit patterns, `f2`.
    case float16([UInt16])
    /// Single precision, `f4`.
    case float32([Float])
    /// Double precision, `f8`.
    case float64([Double])
    /// Signed integers of 32 bits, `i4`.
    case int32([Int32])
    /// Signed integers of 64 bits, `i8`.
    case int64([Int64])
    /// Bytes, `u1`.
    case uint8([UInt8])
    /// Truth values, `b1`.
    case bool([Bool])
  }

  /// The lengths of the axes, each ≥ 0; empty for a single number.
  public let shape: [Int]
  /// The elements in row-major order.
  public let storage: Storage

  /// Creates an array.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the axes; empty for a single number.
  ///   - storage: The elements in row-major order.
  /// - Precondition: The product of `shape` is the number of elements.
  public init(shape: [Int], storage: Storage) {
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == storage.count,
      "shape \(shape) does not fit \(storage.count) elements")
    self.shape = shape
    self.storage = storage
  }

  /// Creates an array of doubles, with one axis unless `shape` says otherwise.
  ///
  /// - Precondition: The product of `shape` is the number of values.
  public init(_ values: [Double], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .float64(values))
  }

  /// The number of elements.
  public var count: Int { storage.count }

  /// The elements as doubles, row-major; exact but for integers beyond 2⁵³.
  public var doubles: [Double] {
    switch storage {
    case .float16(let patterns): Double.decoded(patterns)
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .uint8(let values): values.map(Double.init)
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }
}

extension NPYArray.Storage {
  /// The number of elements.
  public var count: Int {
    switch self {
    case .float16(let values): values.count
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .uint8(let values): values.count
    case .bool(let values): values.count
    }
  }
}
