import Foundation
import Testing

/// The whole way, from a command line to verdicts on the terminal, in JSON and in a report.
@Suite(.serialized) struct ReproduceTests {
  @Test("law: the smoke preset of everything confirms its claims and leaves a combined report")
  func everything() throws {
    let folder = try TemporaryFolder()
    let ending = try Lowrank.run("reproduce", "--preset", "smoke", "--out", folder.path)
    #expect(ending.status == 0, "\(ending.messages)\n\(ending.output)")
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(!ending.output.contains("\u{1B}"), "no colour without a terminal")
    #expect(ending.output.contains("report.html"))
    #expect(!ending.messages.contains("\r"), "plain progress without a terminal")
    let report = try String(contentsOfFile: "\(folder.path)/report.html", encoding: .utf8)
    let entries = try Lowrank.run("experiments", "--json").json["experiments"] as? [[String: Any]]
    for entry in try #require(entries) {
      let id = try #require((entry["description"] as? [String: Any])?["id"] as? String)
      #expect(report.contains(id))
    }
  }

  @Test("law: --json prints one document and nothing else, --quiet no message")
  func json() throws {
    let folder = try TemporaryFolder()
    let ending = try Lowrank.run(
      "reproduce", "rank-measures", "--preset", "smoke", "--json", "--quiet", "--no-report",
      "--out", folder.path)
    #expect(ending.status == 0)
    #expect(ending.messages == "")
    let document = try ending.json
    #expect(document["schema"] as? String == "lowrank.reproduce/1")
    let run = try #require((document["runs"] as? [[String: Any]])?.first)
    #expect(run["experiment"] as? String == "rank-measures")
    #expect(run["preset"] as? String == "smoke")
    #expect(try run["run_directory"] as? String == folder.run)
    #expect((run["wall_seconds"] as? Double ?? -1) > 0)
    let claims = try #require(run["claims"] as? [[String: Any]])
    #expect(!claims.isEmpty)
    let keys = [
      "id", "statement", "source", "published", "measured", "standard_error", "tolerance",
      "verdict",
    ]
    for claim in claims {
      #expect(Set(claim.keys).isSuperset(of: keys))
      #expect(["confirmed", "refuted", "inconclusive"].contains(claim["verdict"] as? String))
    }
    #expect(run["notes"] is [[String: Any]])
  }

  @Test("law: equal calls give equal numbers, another seed gives others")
  func seeds() throws {
    let call = ["reproduce", "rank-measures", "--preset", "smoke", "--no-report", "--out"]
    let folders = try (0..<3).map { _ in try TemporaryFolder() }
    for (folder, extra) in zip(
      folders, [["--threads", "1"], ["--threads", "3"], ["--seed", "7"]])
    {
      #expect(try Lowrank.run(call + [folder.path] + extra).status != 2)
    }
    #expect(try folders[0].trials == folders[1].trials)
    #expect(try folders[0].text(of: "claims.json") == folders[1].text(of: "claims.json"))
    #expect(try folders[0].trials != folders[2].trials)
  }

  @Test("law: several settings after one --set all count")
  func settings() throws {
    let folder = try TemporaryFolder()
    let ending = try Lowrank.run(
      "reproduce", "singular-value-law", "--preset", "smoke", "--no-report", "--out", folder.path,
      "--set", "widths=16,32", "depths=1,2", "--json")
    #expect(ending.status != 2, "\(ending.messages)")
    let manifest = try folder.text(of: "manifest.json")
    #expect(manifest.contains("\"16,32\""))
    #expect(manifest.contains("\"1,2\""))
  }

  @Test("law: report rebuilds a page from the stored run without computing")
  func report() throws {
    let folder = try TemporaryFolder()
    let call = ["reproduce", "rank-measures", "--preset", "smoke", "--no-report", "--out"]
    #expect(try Lowrank.run(call + [folder.path]).status == 0)
    let page = "\(folder.path)/page.html"
    let ending = try Lowrank.run("report", folder.run, "--out", page)
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.contains(page))
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("rank-measures"))
    #expect(text.contains("</html>"))
  }
}
