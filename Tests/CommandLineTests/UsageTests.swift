import Foundation
import Testing

@Suite struct UsageTests {
  @Test(
    "hostile: a command line that cannot be understood ends with 64 and a hint",
    arguments: [
      ["no-such-verb"], ["reproduce", "--no-such-option"], ["reproduce", "--preset", "huge"],
      ["reproduce", "--threads", "0"], ["reproduce", "--threads", "two"],
      ["reproduce", "--seed", "-1"], ["reproduce", "--set", "depths"],
      ["reproduce", "--progress", "loud"], ["reproduce", "--out", ""],
      ["report", "some-run", "--out", ""], ["theory", "singular-values"],
      ["theory", "singular-values", "--depth", "0"],
      ["theory", "singular-values", "--depth", "4", "--inputs-ratio", "-2"],
      ["theory", "singular-values", "--depth", "4", "--inputs-ratio", "32/0"], ["report"],
      ["train"], ["train", "x.json", "--threads", "0"], ["train", "x.json", "--out", ""],
      ["train", "x.json", "--set", "depth"], ["cost", "evaluate", "--lambda", "1"],
      ["cost", "evaluate", "--singular-values", "3,1"],
      ["cost", "evaluate", "--singular-values", "3,1", "--lambda", "much"],
      ["cost", "evaluate", "--singular-values", "3,1", "--matrix", "a.npy", "--lambda", "1"],
      ["cost", "evaluate", "--singular-values", "3,1", "--tensor", "weight", "--lambda", "1"],
      ["cost", "evaluate", "--singular-values", "3,1", "--lambda", "1", "--block", "depth-3"],
      ["cost", "evaluate", "--singular-values", "3,1", "--lambda", "1", "--depth", "deep"],
      ["cost", "evaluate", "--singular-values", "3,1", "--lambda", "1", "--constants", "1"],
      [
        "cost", "weights", "--singular-values", "3,1", "--lambda", "1", "--depth", "2", "--out", "",
      ],
      ["cost", "path", "--singular-values", "3,1", "--points", "1"],
      ["cost", "lambda-of", "--embedding-decay", "1"],
      ["cost", "lambda-of", "--weight-decay", "1", "--block-decay", "1"],
    ])
  func usage(arguments: [String]) throws {
    let ending = try Lowrank.run(arguments)
    #expect(ending.status == 64)
    #expect(ending.output == "")
    #expect(ending.messages.hasPrefix("Error: "))
    #expect(ending.messages.contains("--help"))
  }

  @Test("law: the version is one line")
  func version() throws {
    let ending = try Lowrank.run("--version")
    #expect(ending.status == 0)
    #expect(ending.output.split(separator: "\n").count == 1)
  }

  @Test("law: completions exist for every shell", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let ending = try Lowrank.run("--generate-completion-script", shell)
    #expect(ending.status == 0)
    #expect(ending.output.contains("rank-density"), "the experiments are completed by name")
  }

  @Test("law: a reader that closes the pipe early makes no failure")
  func closedPipe() throws {
    let folder = try TemporaryFolder()
    let status = "\(folder.path)/status"
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    // The sleep closes nothing itself; `exec <&-` makes sure that the reader is gone first.
    shell.arguments = [
      "-c", "{ sleep 0.3; \"$0\" cite; echo $? > \"$1\"; } | { exec <&-; sleep 0.6; }",
      Lowrank.binary, status,
    ]
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(try String(contentsOfFile: status, encoding: .utf8) == "0\n")
  }

  @Test("law: the program starts in less than 0.3 s")
  func start() throws {
    // The best of five: other tests run at the same time.
    let times = try (0..<5).map { _ in
      let begun = ContinuousClock.now
      _ = try Lowrank.run("--version")
      return begun.duration(to: .now)
    }
    #expect(try #require(times.min()) < .milliseconds(300))
  }
}
