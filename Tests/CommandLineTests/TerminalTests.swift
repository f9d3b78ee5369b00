import Foundation
import Testing

/// What a person at a terminal sees; `script` of util-linux lends the terminal.
@Suite(.serialized, .enabled(if: Terminal.isAvailable, "needs the program script"))
struct TerminalTests {
  @Test("law: a terminal gets one live line of at most 80 columns, and colours")
  func liveLine() throws {
    let folder = try TemporaryFolder()
    let text = try Terminal.text(of: [
      "reproduce", "rank-measures", "--preset", "smoke", "--no-report", "--out", folder.path,
    ])
    #expect(text.contains("\r\u{1B}[K"), "a line that is rewritten in place")
    #expect(text.contains("\u{1B}["), "colours")
    for piece in text.split(whereSeparator: \.isNewline) {
      #expect(Terminal.plain(piece).count <= 80)
    }
  }

  @Test("law: NO_COLOR and --progress none leave plain text")
  func plain() throws {
    let folder = try TemporaryFolder()
    let text = try Terminal.text(
      of: [
        "reproduce", "rank-measures", "--preset", "smoke", "--no-report", "--progress", "none",
        "--out", folder.path,
      ], environment: ["NO_COLOR": "1"])
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("rank-measures: "))
  }
}

enum Terminal {
  private static let lender = "/usr/bin/script"

  static let isAvailable = FileManager.default.isExecutableFile(atPath: lender)

  /// Everything that the program writes to a terminal, with its control sequences.
  static func text(
    of arguments: [String], environment: [String: String] = [:]
  ) throws -> String {
    let folder = try TemporaryFolder()
    let record = "\(folder.path)/record"
    let process = Process()
    process.executableURL = URL(filePath: lender)
    let command = ([Lowrank.binary] + arguments).map { "'\($0)'" }.joined(separator: " ")
    process.arguments = ["--quiet", "--return", "--command", command, record]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["TERM": "xterm", "NO_COLOR": ""]) { _, new in new }
      .merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    // The record is framed by a line of `script` before and one after.
    let lines = try String(contentsOfFile: record, encoding: .utf8).split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
    return lines.dropFirst().filter { !$0.hasPrefix("Script done") }.joined(separator: "\n")
  }

  /// The text without colour and erasing sequences.
  static func plain(_ text: Substring) -> String {
    String(text).replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "")
  }
}
