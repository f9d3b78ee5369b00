/// The types of elements that checkpoints hold, by the names of safetensors.
public enum ElementType: String, CaseIterable, Codable, Hashable, Sendable {
  /// IEEE double precision.
  case float64 = "F64"
  /// IEEE single precision.
  case float32 = "F32"
  /// IEEE half precision.
  case float16 = "F16"
  /// The upper half of single precision.
  case bfloat16 = "BF16"
  /// 4 bits of exponent, bias 7, 3 of fraction; no infinities.
  case float8E4M3 = "F8_E4M3"
  /// 5 bits of exponent, bias 15, 2 of fraction.
  case float8E5M2 = "F8_E5M2"
  /// As E4M3 with bias 8 and one NaN, no negative zero.
  case float8E4M3FNUZ = "F8_E4M3FNUZ"
  /// As E5M2 with bias 16 and one NaN, no negative zero.
  case float8E5M2FNUZ = "F8_E5M2FNUZ"
  /// A power of two, the scale of a block.
  case float8E8M0 = "F8_E8M0"
  /// Packed below one byte.
  case float6E2M3 = "F6_E2M3"
  /// Packed below one byte.
  case float6E3M2 = "F6_E3M2"
  /// Packed below one byte.
  case float4 = "F4"
  /// Signed integers.
  case int8 = "I8"
  /// Signed integers.
  case int16 = "I16"
  /// Signed integers.
  case int32 = "I32"
  /// Signed integers.
  case int64 = "I64"
  /// Unsigned integers.
  case uint8 = "U8"
  /// Unsigned integers.
  case uint16 = "U16"
  /// Unsigned integers.
  case uint32 = "U32"
  /// Unsigned integers.
  case uint64 = "U64"
  /// Truth values, one byte each.
  case bool = "BOOL"
  /// Pairs of single precision.
  case complex64 = "C64"
  /// Pairs of double precision.
  case complex128 = "C128"
}

extension ElementType {
  /// What kind of numbers these are.
  public enum Kind: Hashable, Sendable {
    /// Real numbers with an exponent of their own.
    case floating
    /// Real numbers of 8 bits, which need a scale beside them to mean anything.
    case quantised
    /// Scales of blocks.
    case scale
    /// Real numbers of fewer than 8 bits.
    case packed
    /// Integers and truth values.
    case integer
    /// Complex numbers.
    case complex
  }

  /// What kind of numbers these are.
  public var kind: Kind {
    switch self {
    case .float64, .float32, .float16, .bfloat16: .floating
    case .float8E4M3, .float8E5M2, .float8E4M3FNUZ, .float8E5M2FNUZ: .quantised
    case .float8E8M0: .scale
    case .float6E2M3, .float6E3M2, .float4: .packed
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .bool: .integer
    case .complex64, .complex128: .complex
    }
  }

  /// The bits of one element.
  public var bits: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .float8E4M3, .float8E5M2, .float8E4M3FNUZ, .float8E5M2FNUZ, .float8E8M0, .int8, .uint8,
      .bool:
      8
    case .float16, .bfloat16, .int16, .uint16: 16
    case .float32, .int32, .uint32: 32
    case .float64, .int64, .uint64, .complex64: 64
    case .complex128: 128
    }
  }

  /// The distance from 1 to the next number, `2⁻ᵏ` for `k` bits of fraction; nil for other kinds than
  /// floating and quantised.
  public var epsilon: Double? {
    switch self {
    case .float64: 0x1p-52
    case .float32: 0x1p-23
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    case .float8E4M3, .float8E4M3FNUZ: 0x1p-3
    case .float8E5M2, .float8E5M2FNUZ: 0x1p-2
    default: nil
    }
  }

  /// The bytes of `count` elements; nil unless this is a whole number of bytes that fits an `Int`.
  public func byteCount(of count: Int) -> Int? {
    let (total, overflow) = count.multipliedReportingOverflow(by: bits)
    return overflow || total % 8 != 0 ? nil : total / 8
  }
}
