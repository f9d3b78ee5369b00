/// A tensor as it is written: its elements are already bytes, so that any type can be kept.
public struct EncodedTensor: Equatable, Sendable {
  /// The name.
  public let name: String
  /// The type of the elements.
  public let elementType: ElementType
  /// The lengths of the axes, each ≥ 0; empty for a single number.
  public let shape: [Int]
  /// The elements in row-major order, little-endian, without gaps.
  public let bytes: [UInt8]

  /// A tensor.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - elementType: The type of the elements.
  ///   - shape: The lengths of the axes; empty for a single number.
  ///   - bytes: The elements in row-major order, little-endian, without gaps.
  /// - Precondition: `bytes` is what `shape` and `elementType` need.
  public init(name: String, elementType: ElementType, shape: [Int], bytes: [UInt8]) {
    let count = shape.reduce(1, *)
    precondition(
      shape.allSatisfy { $0 >= 0 } && elementType.byteCount(of: count) == bytes.count,
      "\(bytes.count) bytes for \(elementType.rawValue) of shape \(shape)")
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// An array under a name.
  public init(_ array: NPYArray, named name: String) {
    self.init(
      name: name, elementType: array.storage.elementType, shape: array.shape,
      bytes: array.storage.littleEndian)
  }
}

extension NPYArray.Storage {
  /// The type of the elements.
  public var elementType: ElementType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    case .bool: .bool
    }
  }

  /// The bytes of the elements.
  fileprivate var littleEndian: [UInt8] {
    switch self {
    case .float16(let values): bytes(values)
    case .float32(let values): bytes(values.map(\.bitPattern))
    case .float64(let values): bytes(values.map(\.bitPattern))
    case .int32(let values): bytes(values)
    case .int64(let values): bytes(values)
    case .uint8(let values): values
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  private func bytes(_ values: [some FixedWidthInteger]) -> [UInt8] {
    values.map(\.littleEndian).withUnsafeBytes(Array.init)
  }
}
