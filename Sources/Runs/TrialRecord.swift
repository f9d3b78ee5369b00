import Checkpoints
package import Foundation
package import Randomness

/// One finished trial, one line of a log:
/// `{"check":"<crc>","outcome":{…},"seed":"<path>","trial":{…}}`.
///
/// `check` is the CRC-32 of everything after its comma, 8 hexadecimal digits: an edited line is
/// found although it may still be good JSON. Doubles are written with as many digits as they need
/// to come back exactly, non-finite ones as `"NaN"`, `"Infinity"` and `"-Infinity"`.
package struct TrialRecord<Trial: Codable & Hashable & Sendable, Outcome: Codable & Sendable>:
  Codable, Sendable
{
  package let trial: Trial
  package let seed: SeedPath
  package let outcome: Outcome

  /// What a trial is known by; never its position.
  package struct Identity: Hashable, Sendable {
    package let trial: Trial
    package let seed: SeedPath

    package init(trial: Trial, seed: SeedPath) {
      self.trial = trial
      self.seed = seed
    }
  }

  package init(trial: Trial, seed: SeedPath, outcome: Outcome) {
    self.trial = trial
    self.seed = seed
    self.outcome = outcome
  }

  var identity: Identity { Identity(trial: trial, seed: seed) }

  /// The line, with its newline.
  package func line(using encoder: JSONEncoder) throws -> [UInt8] {
    let body = try encoder.encode(self).dropFirst()
    return TrialLine.prefix + TrialLine.digits(crc32(body)) + TrialLine.separator + body + [0x0A]
  }
}

/// The bytes around a line's checksum.
enum TrialLine {
  static let prefix = Array(#"{"check":""#.utf8)
  static let separator = Array(#"","#.utf8)

  static func digits(_ checksum: UInt32) -> [UInt8] {
    let digits = String(checksum, radix: 16)
    return Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
  }

  /// Whether a line, without its newline, is as it was written.
  static func isIntact(_ line: ArraySlice<UInt8>) -> Bool {
    let head = prefix.count + 8 + separator.count
    guard line.count > head, line.starts(with: prefix) else { return false }
    let body = line.dropFirst(head)
    return line.dropFirst(prefix.count).prefix(8 + separator.count)
      .elementsEqual(digits(crc32(body)) + separator)
  }
}

extension JSONEncoder {
  /// The encoder for lines of a log.
  package static func forTrials() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return encoder
  }
}

extension JSONDecoder {
  /// The decoder for lines of a log.
  package static func forTrials() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return decoder
  }
}
