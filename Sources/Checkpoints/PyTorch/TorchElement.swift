/// A type of elements by PyTorch's name.
struct TorchElement {
  /// Such as `bfloat16`.
  let name: String
  /// The type; nil where one element is not one number of a known type.
  let type: ElementType?

  init(_ name: String) {
    self.name = name
    type = Self.types[name]
  }

  /// Why tensors of a type that is not known are skipped.
  var skipReason: String {
    switch name {
    case "float4_e2m1fn_x2": "packed dtype"
    case "complex32": "complex dtype"
    case _ where name.hasPrefix("q"): "quantised"
    default: "unknown dtype \(name.shown)"
    }
  }

  private static let types: [String: ElementType] = [
    "float64": .float64, "float32": .float32, "float16": .float16, "bfloat16": .bfloat16,
    "float8_e4m3fn": .float8E4M3, "float8_e5m2": .float8E5M2,
    "float8_e4m3fnuz": .float8E4M3FNUZ, "float8_e5m2fnuz": .float8E5M2FNUZ,
    "float8_e8m0fnu": .float8E8M0,
    "int8": .int8, "int16": .int16, "int32": .int32, "int64": .int64,
    "uint8": .uint8, "uint16": .uint16, "uint32": .uint32, "uint64": .uint64, "bool": .bool,
    "complex64": .complex64, "complex128": .complex128,
  ]

  private static let storages: [String: String] = [
    "Double": "float64", "Float": "float32", "Half": "float16", "BFloat16": "bfloat16",
    "Long": "int64", "Int": "int32", "Short": "int16", "Char": "int8", "Byte": "uint8",
    "Bool": "bool", "ComplexFloat": "complex64", "ComplexDouble": "complex128",
    "QInt8": "qint8", "QInt32": "qint32", "QUInt8": "quint8", "QUInt4x2": "quint4x2",
    "QUInt2x4": "quint2x4",
  ]

  /// The type of the elements of a storage class, such as `torch.FloatStorage`; bytes for a storage
  /// without a type; nil for what is no storage.
  init?(storage global: PickleGraph.Global) {
    let suffix = "Storage"
    switch global.module {
    case "torch.storage" where ["UntypedStorage", "TypedStorage"].contains(global.name):
      self.init("uint8")
    case "torch" where global.name.hasSuffix(suffix):
      let name = String(global.name.dropLast(suffix.count))
      self.init(Self.storages[name] ?? name)
    default: return nil
    }
  }

  /// The type that a global such as `torch.float32` stands for.
  init?(dtype global: PickleGraph.Global) {
    guard global.module == "torch", let first = global.name.utf8.first, first >= 0x61,
      global.name.utf8.contains(where: { (0x30...0x39).contains($0) }) || global.name == "bool"
    else { return nil }
    self.init(global.name)
  }
}
