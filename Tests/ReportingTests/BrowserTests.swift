import Foundation
import Reporting
import Testing

/// The page in a browser that nobody looks at.
enum Browser {
  static let path = ["chromium", "chromium-browser", "google-chrome"].lazy
    .flatMap { name in
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/\(name)" }
    }
    .first(where: FileManager.default.isExecutableFile)

  /// Whether missing tools are a failure rather than a reason to skip.
  static let isRequired = ProcessInfo.processInfo.environment["LOWRANK_REQUIRE_BROWSER"] == "1"

  /// What keeps the tests from running, in words.
  static let obstacle: String? = {
    if path == nil { return "chromium is not installed" }
    return sample.problems.first?.message
  }()

  /// The pictures of the sample, drawn once for all tests.
  static let sample = Rendering(of: SampleReport.page.charts, formats: [.svg, .png])

  /// The document as it stands after all scripts have run.
  static func document(of page: String, in folder: String, _ options: [String] = []) throws
    -> String
  {
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--user-data-dir=\(folder)/profile", "--virtual-time-budget=60000",
        "--window-size=1200,2000", "--dump-dom",
      ] + options + ["file://\(page)"]
    let output = URL(filePath: "\(folder)/dom.html")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try String(contentsOf: output, encoding: .utf8)
  }

  /// The value of an attribute of the root element.
  static func attribute(_ name: String, of document: String) -> String? {
    guard let start = document.range(of: " \(name)=\"") else { return nil }
    return document[start.upperBound...].prefix { $0 != "\"" }.description
  }
}

@Suite struct BrowserTests {
  @Test("law: browser and renderer are there where they are required")
  func tools() {
    if Browser.isRequired { #expect(Browser.obstacle == nil) }
  }

  @Test(
    "oracle: Chromium draws every chart, without an error or a request",
    .enabled(if: Browser.obstacle == nil, "chromium and vl-convert-python are needed; run ./test"),
    arguments: [[], ["--blink-settings=preferredColorScheme=0"]])
  func everyChartIsDrawn(options: [String]) throws {
    try withFolder { folder in
      let page = try ReportFiles(SampleReport.page, rendering: Browser.sample).write(to: folder)
      let document = try Browser.document(of: page, in: folder, options)
      let count = String(SampleReport.page.charts.count)
      #expect(Browser.attribute("data-charts-drawn", of: document) == count)
      #expect(Browser.attribute("data-charts-failed", of: document) == "0")
      #expect(Browser.attribute("data-errors", of: document) == "[]")
      #expect(!document.contains("<title>broken</title>"))
    }
  }

  @Test(
    "hostile: a chart that cannot be drawn is counted, and the others are drawn",
    .enabled(if: Browser.obstacle == nil, "chromium and vl-convert-python are needed; run ./test"))
  func brokenChart() throws {
    try withFolder { folder in
      let page = "\(folder)/broken.html"
      let text = HTMLReport(SampleReport.page, rendering: Browser.sample).text
      let broken = try #require(text.firstRange(of: "{\"columns\":"))
      try text.replacingCharacters(in: broken, with: "{columns:")
        .write(toFile: page, atomically: true, encoding: .utf8)
      let document = try Browser.document(of: page, in: folder)
      #expect(Browser.attribute("data-charts-failed", of: document) == "1")
      #expect(Browser.attribute("data-errors", of: document) != "[]")
    }
  }
}

/// Calls `body` with a folder that is gone afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path(percentEncoded: false))
}
