/// A tensor as a checkpoint describes it: name, type and shape are known, elements are read when
/// wanted.
public struct StoredTensor: Sendable {
  /// Whether the elements can be read.
  public enum Availability: Sendable {
    /// They can.
    case readable
    /// A rule or an option leaves the tensor out; the reason, such as `optimizer state`.
    case excluded(String)
    /// They are wanted and cannot be read; the reason, such as `missing shard FILE`.
    case skipped(String)
  }

  /// The full name; unique in its checkpoint.
  public let name: String
  /// The position of its file in ``Checkpoint/files``; -1 for a tensor of a shard that is missing.
  public let file: Int
  /// The type of the elements as the file names it.
  public let typeName: String
  /// The type of the elements; nil for one that is not known.
  public let elementType: ElementType?
  /// The lengths of the axes, each ≥ 0; empty for a single number.
  public let shape: [Int]
  /// The distance of neighbours along each axis in elements, each ≥ 0; row-major unless the file says
  /// otherwise.
  public let strides: [Int]
  /// Whether the elements are big-endian.
  public let isBigEndian: Bool
  /// Whether the elements can be read.
  public let availability: Availability
  /// Where the elements lie; nil where they cannot be read.
  package let location: Location?
  /// What is odd about it.
  public let findings: [CheckpointFinding]

  /// The file of a tensor that no file holds.
  package static let noFile = -1

  /// Where the elements of a tensor lie.
  package struct Location: Sendable {
    /// What holds them.
    package let source: any ByteSource
    /// The byte at which the element with all indices 0 begins.
    package let offset: Int

    package init(source: any ByteSource, offset: Int) {
      self.source = source
      self.offset = offset
    }
  }

  package init(
    name: String, file: Int, typeName: String, elementType: ElementType?, shape: [Int],
    strides: [Int]? = nil, isBigEndian: Bool = false, availability: Availability,
    location: Location?, findings: [CheckpointFinding] = []
  ) {
    precondition(shape.allSatisfy { $0 >= 0 }, "shape \(shape)")
    precondition(strides.map { $0.count == shape.count } ?? true, "strides without axes")
    self.name = name
    self.file = file
    self.typeName = typeName
    self.elementType = elementType
    self.shape = shape
    self.strides = strides ?? Self.rowMajorStrides(of: shape)
    self.isBigEndian = isBigEndian
    self.availability = availability
    self.location = location
    self.findings = findings
  }

  /// The same tensor under another name.
  func renamed(_ name: String) -> StoredTensor {
    StoredTensor(
      name: name, file: file, typeName: typeName, elementType: elementType, shape: shape,
      strides: strides, isBigEndian: isBigEndian, availability: availability, location: location,
      findings: findings)
  }

  /// The number of elements.
  public var count: Int { shape.contains(0) ? 0 : shape.reduce(1, *) }

  /// Whether the elements lie row-major without gaps.
  public var isContiguous: Bool {
    zip(zip(shape, strides), Self.rowMajorStrides(of: shape))
      .allSatisfy { $0.0 <= 1 || $0.1 == $1 } || count == 0
  }

  /// The strides of a row-major array without gaps; those behind an axis of length 0 do not matter.
  package static func rowMajorStrides(of shape: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* max(1, shape[axis + 1])
    }
    return strides
  }
}
