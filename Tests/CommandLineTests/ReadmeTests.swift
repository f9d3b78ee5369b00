import Foundation
import Testing

/// The README and the articles cannot rot: their Swift is a compiled snippet, their commands are
/// understood.
@Suite struct ReadmeTests {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  private func files(in folder: String, _ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: folder).path)
      .filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
  }

  /// The README and the articles.
  private func pages() throws -> [String] {
    try ["README.md"] + files(in: "Sources/LowRankBias/LowRankBias.docc", ".md")
  }

  private func blocks(_ language: String, of page: String = "README.md") throws -> [Substring] {
    try text(page).split(separator: "\n```").filter { $0.hasPrefix("\(language)\n") }
      .map { $0.dropFirst(language.count + 1) }
  }

  @Test("law: every Swift example of a page is a whole snippet that the build compiles")
  func examples() throws {
    let snippets = try files(in: "Snippets", ".swift").map(text)
    let examples = try pages().flatMap { try blocks("swift", of: $0) }
    for example in examples {
      #expect(snippets.contains { $0 == example + "\n" }, "\(example)")
    }
    #expect(snippets.allSatisfy { snippet in examples.contains { $0 + "\n" == snippet } })
  }

  @Test("law: the configuration of a page is the one that the program gives to begin with")
  func configurations() throws {
    let configurations = try pages().flatMap { try blocks("json", of: $0) }
    let example = try Lowrank.run("train", "--example").output
    #expect(configurations.count == 2)
    for configuration in configurations { #expect(configuration + "\n" == example) }
  }

  @Test("law: every command of the README is one that the program knows")
  func commands() throws {
    let lines = try blocks("sh").flatMap { $0.split(separator: "\n") }
      .filter { $0.hasPrefix("./lowrank ") }
    #expect(lines.count > 5)
    for line in lines {
      let words = Array(Self.words(of: line.prefix { $0 != "#" && $0 != ">" }).dropFirst())
      // A run goes no further than to its folder, which cannot be; a recovery to its data or that.
      let isRun = words.first == "reproduce" || words.first == "recover"
      let stopper = isRun ? ["--out", "/dev/null/runs"] : []
      let ending = try Lowrank.run(words + stopper)
      #expect(ending.status != 64, "\(line): \(ending.messages)")
      let isStopped = ending.messages.contains("/dev/null")
      #expect(isStopped == isRun || words.first == "recover" && ending.status == 2)
    }
  }

  /// The words of a command line; what stands in single quotes is one.
  private static func words(of line: Substring) -> [String] {
    line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap {
      index, piece in
      index.isMultiple(of: 2) ? piece.split(separator: " ").map(String.init) : [String(piece)]
    }
  }

  @Test("law: every file that the README leads to is there")
  func links() throws {
    for match in try text("README.md").matches(of: /\]\(([^)#]+)\)/) {
      let path = Self.root.appending(path: String(match.1)).path
      #expect(FileManager.default.fileExists(atPath: path), "\(match.1)")
    }
  }
}
