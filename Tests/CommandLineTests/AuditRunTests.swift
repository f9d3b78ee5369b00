import Foundation
import Testing

/// `lowrank audit` over time: stopped, resumed, on a terminal, into a closed pipe.
@Suite(.serialized) struct AuditRunTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/model.safetensors"
    var model = AuditModel()
    var random = Seeded(state: 11)
    // Enough work for a signal to arrive in the middle.
    for layer in 0..<12 {
      model.tensors["decoder.layer.\(layer).weight"] = AuditModel.gaussian(256, 256, &random)
    }
    try model.write(to: path)
  }

  private func audit(
    _ arguments: String..., meanwhile: (Process) throws -> Void = { _ in }
  ) throws -> Lowrank.Ending {
    try Lowrank.run(
      ["audit", path, "--progress", "none", "--no-report"] + arguments, meanwhile: meanwhile)
  }

  private func rows(_ out: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: "\(folder.path)/\(out)/audit.csv", encoding: .utf8)
    return try Lowrank.Ending(status: 0, isKilled: false, output: text, messages: "").csvRows
      .map { $0.filter { $0.key != "seconds" } }
  }

  @Test("law: kill -9 and Ctrl-C at any time, then --resume: the same numbers")
  func killed() throws {
    let begun = ContinuousClock.now
    #expect(try audit("--out", "\(folder.path)/whole", "--threads", "1").status == 0)
    let duration = begun.duration(to: .now) / .seconds(1)
    let expected = try rows("whole")
    #expect(expected.count == 23)
    let out = "\(folder.path)/parts"
    var random = Seeded(state: 20_230_301)
    for attempt in 0..<4 {
      let number = attempt.isMultiple(of: 2) ? SIGKILL : SIGINT
      let pause = duration * Double(random.next() % 800) / 1000
      let ending = try audit("--out", out, "--resume", "--threads", "\(1 + attempt % 2)") {
        Thread.sleep(forTimeInterval: pause)
        kill($0.processIdentifier, number)
      }
      let isExpected =
        ending.isKilled
        ? [SIGKILL, SIGINT].contains(ending.status) : [0, 130].contains(ending.status)
      #expect(isExpected, "\(ending.status): \(ending.messages)")
      if ending.status == 130, !ending.isKilled { #expect(ending.messages.contains("--resume")) }
    }
    // Once for certain in the middle: the largest matrices come first, so eleven of them are left.
    try? FileManager.default.removeItem(atPath: out)
    func finished() -> Int {
      (try? Data(contentsOf: URL(filePath: "\(out)/trials.jsonl")))?.count { $0 == 0x0A } ?? 0
    }
    _ = try audit("--out", out, "--threads", "1") {
      while finished() == 0, $0.isRunning { usleep(500) }
      kill($0.processIdentifier, SIGKILL)
    }
    let reached = finished()
    #expect(reached > 0 && reached < expected.count, "\(reached) of \(expected.count) rows")
    let resumed = try audit("--out", out, "--resume")
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(try rows("parts") == expected)
    let names = try FileManager.default.subpathsOfDirectory(atPath: out)
    #expect(names.allSatisfy { !$0.hasSuffix(".tmp") }, "\(names)")
  }

  @Test("law: --resume takes finished rows, but none that other options made")
  func stale() throws {
    let out = "\(folder.path)/audit"
    #expect(try audit("--out", out).status == 0)
    func reused(_ options: String...) throws -> Int? {
      let ending = try Lowrank.run(
        ["audit", path, "--progress", "none", "--no-report", "--json", "--out", out, "--resume"]
          + options)
      return (try ending.json["provenance"] as? [String: Any])?["reused_rows"] as? Int
    }
    #expect(try reused() == 23)
    #expect(try reused("--seed", "1") == 0)
    #expect(try reused("--tw-p", "0.05") == 0)
    #expect(try reused("--seed", "1") == 23, "the log keeps both")
  }

  @Test(
    "law: a reader that closes the pipe early makes no failure", arguments: ["--csv", "--json"])
  func closedPipe(form: String) throws {
    let status = "\(folder.path)/status"
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c",
      "{ sleep 0.2; \"$0\" audit \"$2\" \"$3\"; echo $? > \"$1\"; } | { exec <&-; sleep 0.4; }",
      Lowrank.binary, status, path, form,
    ]
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(try String(contentsOfFile: status, encoding: .utf8) == "0\n")
  }

  @Test(
    "law: a terminal gets one live line and colours, with NO_COLOR none",
    .enabled(if: Terminal.isAvailable))
  func terminal() throws {
    let text = try Terminal.text(of: ["audit", path])
    #expect(text.contains("\r\u{1B}[K"), "a line that is rewritten in place")
    #expect(text.contains("\u{1B}[1m"), "bold headings")
    let plain = try Terminal.text(
      of: ["audit", path, "--progress", "none"], environment: ["NO_COLOR": "1"])
    #expect(!plain.contains("\u{1B}"))
    #expect(plain.contains("coverage: COMPLETE"))
  }
}
