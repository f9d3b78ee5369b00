import Checkpoints
import Foundation

/// A file that `Tests/Fixtures/checkpoints-torch/make.py` has made with PyTorch.
func torchFixture(_ name: String) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  return Array(
    try Data(contentsOf: folder.appendingPathComponent("../Fixtures/checkpoints-torch/\(name)")))
}

/// What a ZIP archive in memory contributes to a checkpoint.
func zipPart(
  _ bytes: [UInt8], options: Checkpoint.Options = Checkpoint.Options()
) throws(CheckpointError) -> CheckpointPart {
  try Checkpoint.zipContents(of: MemoryBytes(bytes), path: "x.pt", file: 0, options: options)
}

extension CheckpointPart {
  subscript(name: String) -> StoredTensor? { tensors.first { $0.name == name } }

  var names: [String] { tensors.map(\.name) }
}

extension StoredTensor {
  /// Why the tensor is left out or cannot be read; nil if it can be read.
  var reason: String? {
    switch availability {
    case .readable: nil
    case .excluded(let reason): "excluded: " + reason
    case .skipped(let reason): "skipped: " + reason
    }
  }

  /// The elements in row-major order, decoded one by one.
  func elements() throws -> [Double] {
    guard let location, let type = elementType, let size = type.byteCount(of: 1) else { return [] }
    var indices = [[Int]()]
    for length in shape {
      indices = indices.flatMap { index in (0..<length).map { index + [$0] } }
    }
    return try indices.map { index in
      let place = location.offset + size * zip(index, strides).map { $0 * $1 }.reduce(0, +)
      let bytes = try location.source.bytes(in: place..<place + size)
      let bits = (isBigEndian ? bytes : bytes.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
      return Self.number(bits, type)
    }
  }

  private static func number(_ bits: UInt64, _ type: ElementType) -> Double {
    switch type {
    case .float64: Double(bitPattern: bits)
    case .float32: Double(Float(bitPattern: UInt32(bits)))
    case .float16: small(bits, exponentBits: 5, fractionBits: 10, bias: 15)
    case .bfloat16: Double(Float(bitPattern: UInt32(bits) << 16))
    case .float8E4M3: small(bits, exponentBits: 4, fractionBits: 3, bias: 7)
    case .float8E5M2: small(bits, exponentBits: 5, fractionBits: 2, bias: 15)
    case .float8E4M3FNUZ: small(bits, exponentBits: 4, fractionBits: 3, bias: 8)
    case .float8E5M2FNUZ: small(bits, exponentBits: 5, fractionBits: 2, bias: 16)
    case .int8: Double(Int8(truncatingIfNeeded: bits))
    case .int16: Double(Int16(truncatingIfNeeded: bits))
    case .int32: Double(Int32(truncatingIfNeeded: bits))
    case .int64: Double(Int64(truncatingIfNeeded: bits))
    default: Double(bits)
    }
  }

  private static func small(
    _ bits: UInt64, exponentBits: Int, fractionBits: Int, bias: Int
  ) -> Double {
    let fraction = Double(bits & (1 << fractionBits - 1)) / Double(1 << fractionBits)
    let exponent = Int(bits >> UInt64(fractionBits)) & (1 << exponentBits - 1)
    let sign = bits >> UInt64(fractionBits + exponentBits) & 1 == 1 ? -1.0 : 1.0
    let significand = exponent == 0 ? fraction : 1 + fraction
    return sign * Double(sign: .plus, exponent: max(exponent, 1) - bias, significand: significand)
  }
}

/// Writes pickles instruction by instruction.
struct PickleWriter {
  var bytes: [UInt8] = [0x80, 2]

  mutating func op(_ character: Character, _ rest: [UInt8] = []) {
    bytes += [character.asciiValue ?? 0] + rest
  }

  mutating func global(_ module: String, _ name: String) {
    bytes += Array("c\(module)\n\(name)\n".utf8)
  }

  mutating func text(_ text: String) { op("X", Self.number(text.utf8.count, 4) + Array(text.utf8)) }

  mutating func int(_ value: Int) { bytes += [0x8A, 8] + Self.number(value, 8) }

  mutating func ints(_ values: [Int]) {
    op("(")
    for value in values { int(value) }
    op("t")
  }

  /// `_rebuild_tensor_v2` of a storage.
  mutating func tensor(
    key: String = "0", count: Int = 6, offset: Int = 0, shape: [Int] = [2, 3],
    strides: [Int] = [3, 1], type: String = "FloatStorage"
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    op("(")
    op("(")
    text("storage")
    global("torch", type)
    text(key)
    text("cpu")
    int(count)
    op("t")
    op("Q")
    int(offset)
    ints(shape)
    ints(strides)
    bytes += [0x89]
    op("}")
    op("t")
    op("R")
  }

  static func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A checkpoint with this pickle, and storage 0 of `(i * 7 - 20) / 4`, i = 0 to 5, in float32.
  func checkpoint(
    byteOrder: String? = nil, compression: ArchiveCompression = .stored
  ) -> [UInt8] {
    var writer = ZIPWriter(compression: compression)
    writer.add(bytes, named: "x/data.pkl")
    if let byteOrder { writer.add(Array(byteOrder.utf8), named: "x/byteorder") }
    let numbers = expected(6, divisor: 4).map { Float($0).bitPattern }
    writer.add(
      numbers.flatMap { bits in
        let bytes = PickleWriter.number(Int(bits), 4)
        return byteOrder == "big" ? bytes.reversed() : bytes
      }, named: "x/data/0")
    return writer.finished()
  }

  /// The checkpoint of a pickle that `body` writes.
  static func checkpoint(_ body: (inout PickleWriter) -> Void) -> [UInt8] {
    var writer = PickleWriter()
    body(&writer)
    writer.op(".")
    return writer.checkpoint()
  }
}
