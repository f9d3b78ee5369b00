/// An array as NumPy stores it: a shape and elements of one type, row-major.
public struct NPYArray: Sendable, Equatable {
  /// The elements, by type.
  public enum Storage: Sendable, Equatable {
    /// IEEE half precision, as bit patterns.
    case float16([UInt16])
    /// `<f4`.
    case float32([Float])
    /// `<f8`.
    case float64([Double])
    /// `<i4`.
    case int32([Int32])
    /// `<i8`.
    case int64([Int64])
    /// `|u1`.
    case uint8([UInt8])
    /// `|b1`.
    case bool([Bool])
  }

  /// The lengths of the axes; empty for a single number.
  public let shape: [Int]
  /// The elements, row-major.
  public let storage: Storage

  /// Creates an array.
  ///
  /// - Precondition: The product of `shape` is the number of elements.
  public init(shape: [Int], storage: Storage) {
    self.shape = shape
    self.storage = storage
    precondition(
      shape.reduce(1, *) == storage.count && shape.allSatisfy { $0 >= 0 },
      "shape \(shape) does not fit \(storage.count) elements")
  }

  /// Creates an array of doubles.
  public init(_ values: [Double], shape: [Int]? = nil) {
    self.init(shape: shape ?? [values.count], storage: .float64(values))
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
package enum NPZFile { package static func encode(_ a: [String: NPYArray]) -> [UInt8] { [] } }
