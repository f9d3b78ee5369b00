import Foundation
import Testing

/// A run may end at any instant: what is finished later is the same to the last bit.
@Suite(.serialized) struct InterruptionTests {
  private static let call = [
    "reproduce", "rank-measures", "singular-value-law", "--preset", "smoke", "--no-report",
    "--progress", "none",
  ]

  private func run(
    in folder: TemporaryFolder, threads: Int, resume: Bool = false,
    meanwhile: (Process) throws -> Void = { _ in }
  ) throws -> Lowrank.Ending {
    let options = ["--out", folder.path, "--threads", "\(threads)"] + (resume ? ["--resume"] : [])
    return try Lowrank.run(Self.call + options, meanwhile: meanwhile)
  }

  /// What must not depend on interruptions or threads: claims, arrays, and trials up to order.
  private func numbers(in folder: TemporaryFolder) throws -> [String: Data] {
    let files = FileManager.default
    var numbers: [String: Data] = [:]
    for path in try files.subpathsOfDirectory(atPath: folder.path) {
      let name = URL(filePath: path).lastPathComponent
      let full = "\(folder.path)/\(path)"
      if name == "claims.json" || name.hasSuffix(".npz") {
        numbers[path] = files.contents(atPath: full)
      } else if name == "trials.jsonl" {
        let lines = try String(contentsOfFile: full, encoding: .utf8).split(separator: "\n")
        numbers[path] = Data(lines.sorted().joined(separator: "\n").utf8)
      }
    }
    return numbers
  }

  @Test("law: kill -9 at random times, then --resume: the same bits, for any number of threads")
  func killed() throws {
    let undisturbed = try TemporaryFolder()
    let begun = ContinuousClock.now
    try #require(try run(in: undisturbed, threads: 2).status == 0)
    let duration = begun.duration(to: .now) / .seconds(1)
    let expected = try numbers(in: undisturbed)
    #expect(expected.keys.contains { $0.hasSuffix("claims.json") })
    #expect(expected.keys.contains { $0.hasSuffix("trials.jsonl") })

    var random = Seeded(state: 20_230_301)
    var kills = 0
    for round in 0..<4 {
      let folder = try TemporaryFolder()
      // Three kills at times spread over the run, each by another number of threads.
      for attempt in 0..<3 {
        let pause = duration * Double(random.next() % 1000) / 1000
        let ending = try run(in: folder, threads: 1 + (round + attempt) % 3, resume: attempt > 0) {
          Thread.sleep(forTimeInterval: pause)
          kill($0.processIdentifier, SIGKILL)
        }
        kills += ending.isKilled ? 1 : 0
      }
      let ending = try run(in: folder, threads: 1 + round % 3, resume: true)
      #expect(ending.status == 0, "\(ending.messages)")
      #expect(try numbers(in: folder) == expected, "round \(round)")
    }
    #expect(kills > 0, "at least one run was really killed")
  }

  @Test("law: Ctrl-C ends with 130, keeps what is finished, and says how to go on")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let call = [
      "reproduce", "rank-density", "--preset", "paper", "--no-report", "--progress", "none",
      "--out", folder.path,
    ]
    let ending = try Lowrank.run(call) { process in
      try waitForFile("trials.jsonl", below: folder.path, while: process)
      kill(process.processIdentifier, SIGINT)
    }
    #expect(ending.status == 130)
    #expect(!ending.isKilled)
    #expect(ending.output == "")
    #expect(ending.messages.contains("--resume"))
    #expect(try folder.text(of: "manifest.json").contains("interrupted"))
    #expect(!FileManager.default.fileExists(atPath: "\(try folder.run)/claims.json"))
  }

  private func waitForFile(_ name: String, below folder: String, while process: Process) throws {
    let limit = ContinuousClock.now + .seconds(60)
    while process.isRunning, ContinuousClock.now < limit {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
      if paths.contains(where: { $0.hasSuffix("/\(name)") }) { return }
      Thread.sleep(forTimeInterval: 0.02)
    }
    Issue.record("no \(name) appeared")
  }
}
