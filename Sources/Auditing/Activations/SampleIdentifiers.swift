import Checkpoints

/// Which samples the rows of a matrix are, in order.
public struct SampleIdentifiers: Hashable, Sendable {
  /// The identifiers as text, whole numbers in decimal.
  public let names: [String]

  /// Creates identifiers.
  public init(_ names: [String]) { self.names = names }

  /// Samples without identifiers are told apart by their order alone: `0`, `1`, ….
  public init(order count: Int) { names = (0..<count).map(String.init) }

  /// The SHA-256 of the identifiers in UTF-8, a line feed behind each; 64 hexadecimal digits.
  public var sha256: String {
    SHA256.hexadecimal(of: Array(names.map { $0 + "\n" }.joined().utf8))
  }

  /// The first place at which others are not the same, or at which one of them ends.
  public func firstDifference(from other: SampleIdentifiers) -> Int? {
    let shared = min(names.count, other.names.count)
    return (0..<shared).first { names[$0] != other.names[$0] }
      ?? (names.count == other.names.count ? nil : shared)
  }
}

extension SampleIdentifiers {
  /// Reads an array of one axis: integers, or NumPy's fixed-width strings (`U`, `S`).
  ///
  /// - Throws: ``AuditError`` with code `invalidIdentifiers`.
  init(reading tensor: StoredTensor) throws(AuditError) {
    func fault(_ reason: String) -> AuditError {
      AuditError(
        .invalidIdentifiers,
        "The identifiers \(tensor.name.shown) \(reason); store them as an array of integers or strings with "
          + "one axis.")
    }
    guard tensor.shape.count == 1 else { throw fault("have the shape \(tensor.shape)") }
    guard let form = Form(tensor) else { throw fault("have the type \(tensor.typeName.shown)") }
    guard let location = tensor.location, tensor.isContiguous,
      let length = Self.length(tensor.count, form.width, in: location)
    else { throw fault("are not stored as one piece") }
    let bytes: [UInt8]
    do throws(CheckpointError) {
      bytes = try location.source.bytes(in: location.offset..<location.offset + length)
    } catch { throw fault("cannot be read (\(error.message))") }
    names = (0..<tensor.count).map {
      form.text(
        bytes[$0 * form.width..<($0 + 1) * form.width], isBigEndian: tensor.isBigEndian)
    }
  }

  /// The bytes of all identifiers, if the source has so many.
  private static func length(
    _ count: Int, _ width: Int, in location: StoredTensor.Location
  ) -> Int? {
    let (length, overflow) = count.multipliedReportingOverflow(by: width)
    return overflow || length > location.source.count - location.offset ? nil : length
  }

  /// How one identifier is stored.
  private enum Form {
    case integer(width: Int, isSigned: Bool)
    /// Code points of 4 bytes, filled up with zeros.
    case unicode(width: Int)
    /// UTF-8, filled up with zeros.
    case bytes(width: Int)

    init?(_ tensor: StoredTensor) {
      switch tensor.elementType {
      case .int8?, .int16?, .int32?, .int64?:
        self = .integer(width: (tensor.elementType?.bits ?? 0) / 8, isSigned: true)
      case .uint8?, .uint16?, .uint32?, .uint64?:
        self = .integer(width: (tensor.elementType?.bits ?? 0) / 8, isSigned: false)
      case nil:
        guard let size = Int(tensor.typeName.dropFirst(2)), (0...1 << 20).contains(size) else {
          return nil
        }
        switch tensor.typeName.dropFirst().first {
        case "U": self = .unicode(width: 4 * size)
        case "S": self = .bytes(width: size)
        default: return nil
        }
      default: return nil
      }
    }

    var width: Int {
      switch self {
      case .integer(let width, _), .unicode(let width), .bytes(let width): width
      }
    }

    func text(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> String {
      func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        let ordered = isBigEndian ? Array(bytes) : bytes.reversed()
        return ordered.reduce(0) { $0 << 8 | UInt64($1) }
      }
      switch self {
      case .integer(let width, let isSigned):
        let pattern = word(bytes)
        guard isSigned else { return String(pattern) }
        let unused = 64 - 8 * width
        return String(Int64(bitPattern: pattern << unused) >> Int64(unused))
      case .unicode:
        let points = stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map {
          UInt32(truncatingIfNeeded: word(bytes[$0..<$0 + 4]))
        }
        let end = points.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        return String(
          String.UnicodeScalarView(points[..<end].map { Unicode.Scalar($0) ?? "\u{FFFD}" }))
      case .bytes:
        let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? bytes.startIndex
        return String(decoding: bytes[..<end], as: UTF8.self)
      }
    }
  }
}

extension AuditError.Code {
  /// Identifiers of samples cannot be read.
  public static let invalidIdentifiers = Self(description: "invalidIdentifiers")
  /// Matrices that are to be compared have different samples, or too few.
  public static let differentSamples = Self(description: "differentSamples")
  /// There is no matrix of samples by features.
  public static let noActivations = Self(description: "noActivations")
}
