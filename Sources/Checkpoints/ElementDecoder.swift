import CBLAS

/// How elements of a type become doubles: a loop of its own, or a table of all codes.
struct ElementDecoder: Sendable {
  /// The loop.
  let stored: lowrank_stored
  /// The bytes of an element.
  let width: Int
  /// The values of the 256 codes of an 8-bit type; empty for others.
  let table: [Double]

  /// The decoder of a type; nil for complex numbers and types below one byte.
  init?(_ type: ElementType) {
    var table: [Double] = []
    switch type {
    case .float64: stored = LOWRANK_STORED_F64
    case .float32: stored = LOWRANK_STORED_F32
    case .float16: stored = LOWRANK_STORED_F16
    case .bfloat16: stored = LOWRANK_STORED_BF16
    case .int16: stored = LOWRANK_STORED_I16
    case .uint16: stored = LOWRANK_STORED_U16
    case .int32: stored = LOWRANK_STORED_I32
    case .uint32: stored = LOWRANK_STORED_U32
    case .int64: stored = LOWRANK_STORED_I64
    case .uint64: stored = LOWRANK_STORED_U64
    case .complex64, .complex128, .float4, .float6E2M3, .float6E3M2: return nil
    case .float8E4M3, .float8E5M2, .float8E4M3FNUZ, .float8E5M2FNUZ, .float8E8M0, .int8, .uint8,
      .bool:
      stored = LOWRANK_STORED_CODE
      table = Self.tables[type] ?? []
    }
    width = type.bits / 8
    self.table = table
  }

  /// The types of one byte, each with its 256 values.
  private static let tables: [ElementType: [Double]] = [
    .float8E4M3: table { code in
      code & 0x7F == 0x7F ? .nan : small(code, fractionBits: 3, bias: 7)
    },
    .float8E5M2: table { code in
      switch code & 0x7F {
      case 0x7C: code < 0x80 ? .infinity : -.infinity
      case 0x7D...: .nan
      default: small(code, fractionBits: 2, bias: 15)
      }
    },
    .float8E4M3FNUZ: table { $0 == 0x80 ? .nan : small($0, fractionBits: 3, bias: 8) },
    .float8E5M2FNUZ: table { $0 == 0x80 ? .nan : small($0, fractionBits: 2, bias: 16) },
    .float8E8M0: table { code in
      code == 0xFF ? .nan : Double(sign: .plus, exponent: Int(code) - 127, significand: 1)
    },
    .int8: table { Double(Int8(bitPattern: $0)) },
    .uint8: table { Double($0) },
    .bool: table { $0 == 0 ? 0 : 1 },
  ]

  private static func table(_ value: (UInt8) -> Double) -> [Double] {
    (0...255).map { value($0) }
  }

  /// Sign, exponent and fraction, as IEEE 754 reads them but for special values.
  private static func small(_ code: UInt8, fractionBits: Int, bias: Int) -> Double {
    let exponent = Int(code & 0x7F) >> fractionBits
    let fraction = Int(code) & ((1 << fractionBits) - 1)
    // Subnormal numbers have the exponent of the smallest normal ones and no leading 1.
    let significand = exponent == 0 ? fraction : fraction + 1 << fractionBits
    let magnitude = Double(
      sign: .plus, exponent: max(exponent, 1) - bias - fractionBits,
      significand: Double(significand))
    return code >= 0x80 ? -magnitude : magnitude
  }
}

extension Double {
  /// The values of IEEE half-precision bit patterns; exact. (`Float16` is not on every platform.)
  static func decoded(_ patterns: [UInt16]) -> [Double] {
    [Double](unsafeUninitializedCapacity: patterns.count) { buffer, count in
      guard let target = buffer.baseAddress else { return }
      let one = lowrank_axis(length: 1, from: 0, to: 0)
      let all = lowrank_axis(length: patterns.count, from: 1, to: 1)
      lowrank_decode(
        LOWRANK_LEVEL_BEST, LOWRANK_STORED_F16, 0, nil, patterns, one, all, target)
      count = patterns.count
    }
  }
}
