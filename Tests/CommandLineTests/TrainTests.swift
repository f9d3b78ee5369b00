import Foundation
import Testing

/// `lowrank train`, as a user runs it.
@Suite(.serialized) struct TrainTests {
  private static let text = """
    {
      "network": {"kind": "linear", "width": 16, "depth": 4},
      "data": {"kind": "least-squares", "rank": 4, "training_samples": 12},
      "optimizer": {"name": "momentum", "learning_rate": 0.003},
      "stop": {"maximum_steps": 40000},
      "checkpoint": {"seconds": 0.05}
    }
    """

  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = "\(folder.path)/train.json"
    try Data(Self.text.utf8).write(to: URL(filePath: file))
  }

  private func train(
    _ arguments: String..., out: String, meanwhile: (Process) throws -> Void = { _ in }
  ) throws -> Lowrank.Ending {
    try Lowrank.run(
      ["train", file, "--no-report", "--progress", "none", "--out", "\(folder.path)/\(out)"]
        + arguments, meanwhile: meanwhile)
  }

  private func numbers(_ out: String) -> [Data?] {
    ["log.jsonl", "checkpoint.safetensors"].map {
      FileManager.default.contents(atPath: "\(folder.path)/\(out)/\($0)")
    }
  }

  @Test("law: kill -9 and Ctrl-C at any time, then --resume: the same bytes; nothing half-written")
  func killed() throws {
    let begun = ContinuousClock.now
    #expect(try train("--threads", "1", out: "whole").status == 0)
    let duration = begun.duration(to: .now) / .seconds(1)
    let expected = numbers("whole")
    #expect(!expected.contains(nil))

    var random = Seeded(state: 20_230_301)
    var endings: Set<Int32> = []
    for attempt in 0..<6 {
      let number = attempt.isMultiple(of: 2) ? SIGKILL : SIGINT
      let pause = duration * Double(random.next() % 600) / 1000
      let ending = try train("--resume", "--threads", "\(1 + attempt % 2)", out: "parts") {
        Thread.sleep(forTimeInterval: pause)
        kill($0.processIdentifier, number)
      }
      endings.insert(ending.isKilled ? -ending.status : ending.status)
      let isExpected =
        ending.isKilled
        ? [SIGKILL, SIGINT].contains(ending.status) : [0, 130].contains(ending.status)
      #expect(isExpected, "\(ending.status): \(ending.messages)")
      if !ending.isKilled, ending.status == 130 { #expect(ending.messages.contains("--resume")) }
    }
    #expect(endings.contains(-SIGKILL), "at least one was really killed: \(endings)")
    #expect(try train("--resume", out: "parts").status == 0)
    #expect(numbers("parts") == expected)
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/parts")
    #expect(names.sorted() == [".lock", "checkpoint.safetensors", "config.json", "log.jsonl"])
  }

  @Test("law: a document with outcome, loss and spectra; the configuration is printed in full")
  func documents() throws {
    let ending = try train("--json", "--set", "stop.maximum_steps=50", "networks=2", out: "json")
    #expect(ending.status == 0)
    let document = try ending.json
    #expect(document["schema"] as? String == "lowrank.train/1")
    let networks = try #require(document["networks"] as? [[String: Any]])
    #expect(networks.count == 2)
    #expect(networks[0]["outcome"] as? String == "spent-budget")
    #expect(networks[0]["steps"] as? Int == 50)
    let spectra = try #require(networks[1]["spectra"] as? [String: [String: Any]])
    #expect(spectra["effective_weight"]?["spectral_entropy"] is Double)

    let printed = try Lowrank.run("train", file, "--print-config")
    let copy = "\(folder.path)/copy.json"
    try Data(printed.output.utf8).write(to: URL(filePath: copy))
    #expect(try Lowrank.run("train", copy, "--print-config").output == printed.output)
  }

  @Test("law: a training that diverges ends with 1 and tells the step")
  func diverging() throws {
    let ending = try train("--set", "optimizer.learning_rate=9", out: "diverging")
    #expect(ending.status == 1)
    #expect(ending.output.contains("diverged at step "))
  }

  @Test("law: the example trains, and its report has three pictures")
  func example() throws {
    let example = try Lowrank.run("train", "--example")
    #expect(example.status == 0)
    try Data(example.output.utf8).write(to: URL(filePath: file))
    let out = "\(folder.path)/example"
    // Drawing takes seconds and is tested elsewhere; a page without pictures has their numbers.
    let ending = try Lowrank.run(
      "train", file, "--set", "stop.maximum_steps=100", "--out", out, "--quiet",
      environment: ["LOWRANK_PYTHON": "/no/python"])
    #expect(ending.status == 0, "\(ending.messages)")
    let page = try String(contentsOfFile: "\(out)/report.html", encoding: .utf8)
    #expect(page.split(separator: "<figure").count == 4)
    #expect(FileManager.default.fileExists(atPath: "\(out)/charts/singular-values.csv"))
  }

  @Test(
    "hostile: what cannot be used ends with 2 and a sentence, and writes nothing",
    arguments: [
      (["--set", "network.dept=3"], "\"depth\""), (["--set", "stop.maximum_steps=-3"], "-3"),
      (["--set", "data.kind=arrays"], "\"data\""), (["--set", "network.layers=[]"], "\"layers\""),
      (["--set", "loss=logistic"], "logistic"), (["--set", "optimizer.name=sgd"], "momentum"),
      (
        ["--set", "batches={\"size\": 1}", "network.kind=dense", "network.batch_norm=true"],
        "2 rows"
      ),
      (["--set", "optimizer={\"name\": \"lbfgs\"}", "batches.size=3"], "lbfgs"),
      (["--set", "data={\"kind\": \"arrays\", \"file\": \"/no/file.npz\"}"], "/no/file.npz"),
    ])
  func refused(arguments: [String], part: String) throws {
    let out = "\(folder.path)/refused"
    let ending = try Lowrank.run(["train", file, "--out", out] + arguments)
    #expect(ending.status == 2)
    #expect(ending.output == "")
    #expect(ending.messages.hasPrefix("error: \(file): "))
    #expect(ending.messages.contains(part), "\(ending.messages)")
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test("hostile: a file that is missing or no JSON, a folder that cannot be written")
  func unusable() throws {
    let missing = try Lowrank.run("train", "/no/such.json")
    #expect(missing.status == 2)
    #expect(missing.messages.contains("/no/such.json"))
    let folder = try Lowrank.run("train", file, "--out", "/proc/train")
    #expect(folder.status == 2)
    #expect(folder.messages.contains("/proc/train"))
    try Data("{\"network\": 3 4}".utf8).write(to: URL(filePath: file))
    let broken = try Lowrank.run("train", file)
    #expect(broken.status == 2)
    #expect(broken.messages.contains("line 1, column 15"))
  }
}
