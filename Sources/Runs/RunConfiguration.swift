import Checkpoints

/// Everything that decides the numbers of a run, and nothing else.
///
/// Threads, output folder and other circumstances never enter: they do not change a bit of the
/// result.
public struct RunConfiguration: Codable, Hashable, Sendable {
  /// The version of the run's files; part of the hash.
  public static let schema = "lowrank.run/1"

  /// The experiment's id.
  public let experiment: String
  /// The preset that the settings started from.
  public let preset: Preset
  /// Every setting after all overrides, as canonical strings.
  public let settings: [String: String]
  /// The root of all seed paths.
  public let seed: UInt64

  /// Creates a configuration.
  ///
  /// - Precondition: `experiment` is a file name: not empty, no `/`, no leading dot.
  public init(experiment: String, preset: Preset, settings: [String: String], seed: UInt64) {
    precondition(
      !experiment.isEmpty && !experiment.contains("/") && !experiment.hasPrefix("."),
      "the experiment id \"\(experiment)\" is not a file name")
    self.experiment = experiment
    self.preset = preset
    self.settings = settings
    self.seed = seed
  }

  /// The JSON text that is hashed: keys in byte order, no spaces, schema version included.
  public var canonicalJSON: String {
    let sorted = settings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let members = sorted.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",")
    return """
      {"experiment":\(quoted(experiment)),"preset":\(quoted(preset.rawValue)),\
      "schema":\(quoted(Self.schema)),"seed":\(seed),"settings":{\(members)}}
      """
  }

  /// The SHA-256 of ``canonicalJSON``, 64 hexadecimal digits.
  public var hash: String { SHA256.hexadecimal(of: Array(canonicalJSON.utf8)) }

  /// The name of the run's folder: experiment, preset, first 8 digits of ``hash``.
  public var folderName: String { "\(experiment)-\(preset.rawValue)-\(hash.prefix(8))" }
}

/// A JSON string literal; escapes what JSON demands and nothing else.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\":
      result += "\\"
      result.unicodeScalars.append(scalar)
    case "\0"..."\u{1F}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
