import Foundation

/// Runs a program with files as input and output, so that neither side waits for a full pipe.
enum Subprocess {
  struct Result {
    let output: Data
    let errors: String
    let status: Int32
  }

  /// Runs to the end or to the deadline.
  ///
  /// - Throws: ``RenderingError`` `timedOut` or `interpreterMissing`.
  static func run(
    _ program: String, _ arguments: [String], input: Data, seconds: Double
  ) throws(RenderingError) -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "lowrank-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["in", "out", "err"].map { folder.appending(path: $0) }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try input.write(to: files[0])
      for file in files.dropFirst() { try Data().write(to: file) }
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
    } catch {
      throw RenderingError(
        .interpreterMissing,
        "The charts cannot be drawn because \(program) does not start"
          + " (\(error.localizedDescription)); name another Python in LOWRANK_PYTHON.")
    }
    guard ended.wait(timeout: .now() + seconds) == .success else {
      process.terminate()
      if ended.wait(timeout: .now() + 2) != .success {
        kill(process.processIdentifier, SIGKILL)
        ended.wait()
      }
      throw RenderingError(
        .timedOut,
        "The charts were not drawn within \(Figures.duration(seconds)) and the renderer was"
          + " stopped; the numbers are complete, and `lowrank report` tries the pictures again.")
    }
    let output = (try? Data(contentsOf: files[1])) ?? Data()
    let errors = (try? String(contentsOf: files[2], encoding: .utf8)) ?? ""
    return Result(output: output, errors: errors, status: process.terminationStatus)
  }
}
