import Foundation
import Reporting
import Testing

@Suite struct HTMLReportTests {
  /// No pictures, since there is no such interpreter.
  private let undrawn = Rendering(of: SampleReport.page.charts, interpreter: "/nowhere/python3")

  @Test("hostile: no string of an experiment becomes markup")
  func escaping() {
    let text = HTMLReport(SampleReport.page, rendering: undrawn).text
    #expect(!text.contains("</script><script>document"))
    #expect(!text.contains("<b>\"") && !text.contains("'a'"))
    #expect(text.contains("&lt;/script&gt;&lt;script&gt;document.title=&quot;broken&quot;"))
    #expect(text.contains("&amp; &quot;q&quot; &#39;a&#39; &lt;b&gt;"))
  }

  @Test("law: without a renderer there are tables, numbers and the reason")
  func withoutPictures() throws {
    let text = HTMLReport(SampleReport.page, rendering: undrawn).text
    #expect(text.contains("Pictures are missing.") && text.contains("/nowhere/python3"))
    #expect(text.contains("1 of 24 claims refuted, 1 inconclusive"))
    #expect(text.contains("densities.csv") && text.contains("mode/relu/uniform/depth-16"))
    try withFolder { folder in
      let page = try ReportFiles(SampleReport.page, rendering: undrawn).write(to: folder)
      #expect(try String(contentsOfFile: page, encoding: .utf8) == text)
      let charts = try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/charts")
      #expect(charts.contains("rank-density/densities.vl.json"))
      #expect(charts.contains("singular-value-law/landscape-2.csv"))
      #expect(!charts.contains { $0.hasSuffix(".svg") })
    }
  }

  @Test("law: the page names no address that a browser would ask")
  func selfContained() {
    let text = HTMLReport(SampleReport.page, rendering: undrawn).text
    for attribute in ["src=\"http", "href=\"http", "url(", "@import", "//cdn"] {
      #expect(!text.contains(attribute))
    }
    #expect(text.contains("default-src &#39;none&#39;"))
  }

  @Test(
    "law: one experiment has its charts directly in `charts`, with pictures for light and dark",
    .enabled(if: Browser.obstacle == nil, "chromium and vl-convert-python are needed; run ./test"))
  func files() throws {
    try withFolder { folder in
      let page = ReportPage(title: "One", sections: [SampleReport.density])
      try ReportFiles(page, rendering: Browser.sample).write(to: folder)
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/charts")
      let expected = [".vl.json", ".csv", ".svg", "-dark.svg", ".png", "-dark.png"]
      #expect(Set(expected.map { "densities\($0)" }).isSubset(of: names))
      let csv = try String(contentsOfFile: "\(folder)/charts/measures.csv", encoding: .utf8)
      #expect(csv.hasPrefix("measure,depth,mean,error,low,high\neffective rank,1,3.2,"))
    }
  }

  @Test("hostile: a folder that cannot be written is named in a sentence")
  func unwritable() throws {
    try withFolder { folder in
      let file = "\(folder)/file"
      try "".write(toFile: file, atomically: true, encoding: .utf8)
      let error = #expect(throws: RenderingError.self) {
        try ReportFiles(SampleReport.page, rendering: undrawn).write(to: file)
      }
      #expect(error?.code == .unwritable && error?.message.contains(file) ?? false)
    }
  }
}
