import Foundation
import Testing

/// The README cannot rot: its Swift is a compiled snippet, its commands are understood.
@Suite struct ReadmeTests {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  private func blocks(_ language: String) throws -> [Substring] {
    try text("README.md").split(separator: "\n```").filter { $0.hasPrefix("\(language)\n") }
      .map { $0.dropFirst(language.count + 1) }
  }

  @Test("law: every Swift example of the README is a snippet that the build compiles")
  func examples() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appending(path: "Snippets").path)
    let snippets = try names.filter { $0.hasSuffix(".swift") }.map { try text("Snippets/\($0)") }
    let examples = try blocks("swift")
    #expect(!examples.isEmpty)
    for example in examples {
      #expect(snippets.contains { $0.hasPrefix(example) }, "\(example)")
    }
  }

  @Test("law: every command of the README is one that the program knows")
  func commands() throws {
    let lines = try blocks("sh").flatMap { $0.split(separator: "\n") }
      .filter { $0.hasPrefix("./lowrank ") }
    #expect(lines.count > 5)
    for line in lines {
      let words = line.prefix { $0 != "#" }.split(separator: " ").dropFirst().map(String.init)
      // A run goes no further than to its folder, which cannot be.
      let stopper = words.first == "reproduce" ? ["--out", "/dev/null/runs"] : []
      let ending = try Lowrank.run(words + stopper)
      #expect(ending.status != 64, "\(line): \(ending.messages)")
      #expect(ending.messages.contains("/dev/null") == !stopper.isEmpty)
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
