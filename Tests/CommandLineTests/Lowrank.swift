import Foundation

/// The built program, run as a user runs it.
enum Lowrank {
  /// How a call ended and what it said.
  struct Ending {
    let status: Int32
    /// Whether a signal ended it; ``status`` then is the signal's number.
    let isKilled: Bool
    let output: String
    let messages: String

    /// The bytes of standard output as the JSON document that they are.
    var json: [String: Any] {
      get throws {
        let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
        guard let document = value as? [String: Any] else { throw NotAnObject() }
        return document
      }
    }

    struct NotAnObject: Error {}
  }

  /// `LOWRANK_BINARY`, or the program that was built beside this test bundle.
  static let binary: String = {
    if let named = ProcessInfo.processInfo.environment["LOWRANK_BINARY"] { return named }
    let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appending(path: "lowrank").path
  }()

  /// Runs the program to its end.
  ///
  /// `environment` is set on top of this process's, where an empty value removes a variable;
  /// `meanwhile` is called once the program has started, for example to send it a signal.
  static func run(
    _ arguments: [String], environment: [String: String] = [:],
    meanwhile: (Process) throws -> Void = { _ in }
  ) throws -> Ending {
    let folder = try TemporaryFolder()
    let outputs = ["output", "messages"].map { folder.path + "/" + $0 }
    for path in outputs { try Data().write(to: URL(filePath: path)) }
    let process = Process()
    process.executableURL = URL(filePath: binary)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { _, new in new }.filter { !$0.value.isEmpty }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputs[0]))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: outputs[1]))
    try process.run()
    try meanwhile(process)
    process.waitUntilExit()
    let texts = try outputs.map { try String(contentsOfFile: $0, encoding: .utf8) }
    return Ending(
      status: process.terminationStatus,
      isKilled: process.terminationReason == .uncaughtSignal,
      output: texts[0], messages: texts[1])
  }

  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Ending {
    try run(arguments, environment: environment)
  }
}

/// A folder that is gone when nobody holds it any more.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "lowrank-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The only run folder in it.
  var run: String {
    get throws {
      let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      let folder = names.first {
        FileManager.default.fileExists(atPath: "\(path)/\($0)/manifest.json")
      }
      guard let folder else { throw NoRun(found: names) }
      return "\(path)/\(folder)"
    }
  }

  struct NoRun: Error {
    let found: [String]
  }

  func text(of file: String) throws -> String {
    try String(contentsOfFile: "\(run)/\(file)", encoding: .utf8)
  }

  /// The lines of the run's trial log, sorted: their order depends on threads.
  var trials: [String] {
    get throws {
      try text(of: "trials.jsonl").split(separator: "\n").map(String.init).sorted()
    }
  }
}
