import Auditing
import Foundation
import Reporting
import Testing

@Suite("Pages of matrices")
struct MatrixPageTests {
  @Test("hostile: no name becomes markup, in the text or in the data")
  func escaping() throws {
    let text = try SampleAudit.page(SampleAudit.result(8)).html
    #expect(!text.contains("</script><script>document"))
    #expect(!text.contains("<img") && !text.contains("<b>\""))
    #expect(text.contains("&lt;/script&gt;&lt;script&gt;document.title=&quot;broken&quot;"))
    // One script for errors, one element of data, one script for pictures; nothing else ends one.
    #expect(text.ranges(of: "</script>").count == 3)
    #expect(text.contains("and 200 more"))
  }

  @Test("law: the page names no address that a browser would ask, and compiles no expressions")
  func selfContained() throws {
    let text = try SampleAudit.page(SampleAudit.result(8)).html
    for attribute in ["src=\"", "href=\"http", "url(\"", "@import", "//cdn", "unsafe-eval"] {
      #expect(!text.contains(attribute))
    }
    #expect(text.contains("default-src &#39;none&#39;"))
  }

  @Test("law: thousands of matrices take less than a kilobyte each; a few, little")
  func size() throws {
    let few = try SampleAudit.page(SampleAudit.result(40)).html.utf8.count
    let many = try SampleAudit.page(SampleAudit.result(5000)).html.utf8.count
    // 70 columns of at most 11 characters, a name and nine places; 1000 spectra of 400 numbers.
    #expect(few < 400_000)
    #expect(many < 8_000_000)
  }

  @Test(
    "oracle: Chromium draws every picture, without an error or a request, on light and dark",
    .enabled(if: Browser.path != nil, "chromium is needed; run ./test"),
    arguments: [[], ["--blink-settings=preferredColorScheme=0"]])
  func everyPictureIsDrawn(options: [String]) throws {
    try withFolder { folder in
      try SampleAudit.page(SampleAudit.result(40)).write(to: "\(folder)/page.html")
      let document = try Browser.document(of: "\(folder)/page.html", in: folder, options)
      #expect(Browser.attribute("data-errors", of: document) == "[]")
      #expect(Browser.attribute("data-plots", of: document) == "10")
      #expect(Browser.attribute("data-lines", of: document) == "40")
      #expect(!document.contains("<title>broken</title>"))
    }
  }

  @Test(
    "oracle: a click on a line of the table shows that matrix, its numbers and its spectrum",
    .enabled(if: Browser.path != nil, "chromium is needed; run ./test"))
  func choice() throws {
    let result = try SampleAudit.result(40)
    let text = try SampleAudit.page(result).html
    let document = try Self.document(
      of: text, after: "document.querySelector('[data-row=\"7\"] a').click()")
    #expect(Browser.attribute("data-selected", of: document) == "7")
    #expect(Browser.attribute("data-spectrum", of: document) == "shown")
    #expect(Browser.attribute("data-errors", of: document) == "[]")
    let heading = document[try #require(document.firstRange(of: "id=\"h-matrix\"")).upperBound...]
      .prefix(300).replacing("<wbr>", with: "")
    #expect(heading.contains(result.rows[7].identity.name))
    let rank = try #require(result.rows[7].metrics["mp_num_spikes"]?.double)
    #expect(document.contains("mp_num_spikes</dt><dd>\(Int(rank))<small>"))
  }

  @Test(
    "hostile: a matrix without spectrum says why; a name with markup is shown as it is",
    .enabled(if: Browser.path != nil, "chromium is needed; run ./test"))
  func withoutSpectrum() throws {
    let text = try SampleAudit.page(SampleAudit.result(8)).html
    let gone = try Self.document(of: text, after: "location.hash = '#m2'")
    #expect(Browser.attribute("data-spectrum", of: gone) == "missing")
    #expect(gone.contains("no spectrum: nonfinite: 2 NaN, 1 infinite, first at row 1, column 4."))
    let hostile = try Self.document(of: text, after: "location.hash = '#m1'")
    #expect(Browser.attribute("data-selected", of: hostile) == "1")
    #expect(Browser.attribute("data-errors", of: hostile) == "[]")
    #expect(hostile.contains("&lt;img src=x onerror=document"))
    #expect(!hostile.contains("<title>broken</title>"))
  }

  @Test(
    "oracle: the table is sorted and filtered, values that are missing last",
    .enabled(if: Browser.path != nil, "chromium is needed; run ./test"))
  func table() throws {
    let result = try SampleAudit.result(40)
    let document = try Self.document(
      of: SampleAudit.page(result).html,
      after: """
        const input = document.getElementById("filter");
        input.value = "LAYERS weight";
        input.dispatchEvent(new Event("input"));
        [...document.querySelectorAll("#table thead button")]
          .find((button) => button.textContent === "effective_rank").click();
        """)
    let shown = document.ranges(of: "data-row=\"").compactMap { range in
      Int(document[range.upperBound...].prefix { $0 != "\"" })
    }
    let expected = result.rows.indices.filter { result.rows[$0].identity.name.contains("layers") }
      .sorted { a, b in
        let (x, y) = (
          result.rows[a].metrics["effective_rank"]?.double ?? -1,
          result.rows[b].metrics["effective_rank"]?.double ?? -1
        )
        // The page has six digits, in which the twelve different values still differ.
        return x != y ? x > y : a < b
      }
    #expect(shown == expected)
  }

  @Test(
    "oracle: the specification and the numbers of every picture are handed out, and Vega draws them",
    .enabled(if: Browser.obstacle == nil, "chromium and vl-convert-python are needed; run ./test"))
  func specifications() throws {
    let document = try Self.document(
      of: SampleAudit.page(SampleAudit.result(40)).html,
      after: """
        const files = [];
        URL.createObjectURL = (blob) => { files.push(blob); return "#"; };
        for (const button of document.querySelectorAll(".plot .data button")) button.click();
        const texts = await Promise.all(files.map((file) => file.text()));
        const list = document.createElement("pre");
        list.id = "files";
        list.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(texts))));
        document.body.append(list);
        """)
    let start = try #require(document.firstRange(of: "<pre id=\"files\">")).upperBound
    let data = try #require(Data(base64Encoded: String(document[start...].prefix { $0 != "<" })))
    let files = try JSONDecoder().decode([String].self, from: data)
    try #require(files.count == 30)
    for picture in 0..<10 {
      let (csv, specification, svg) = (
        files[3 * picture], files[3 * picture + 1], files[3 * picture + 2]
      )
      #expect(csv.hasPrefix("layer,mark,") && csv.split(separator: "\r\n").count > 10)
      #expect(svg.hasPrefix("<svg") && !svg.contains("var(--"))
      try withFolder { folder in
        try specification.write(
          toFile: "\(folder)/chart.json", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: try ChartRenderer.located().interpreter)
        process.arguments = [
          "-c", "import sys, vl_convert; vl_convert.vegalite_to_svg(open(sys.argv[1]).read())",
          "\(folder)/chart.json",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(specification.prefix(200))")
      }
    }
  }

  /// The page after a script of ours has run behind its own.
  private static func document(of text: String, after script: String) throws -> String {
    var document = ""
    try withFolder { folder in
      try text.replacing("</body>", with: "<script type=\"module\">\(script)</script></body>")
        .write(toFile: "\(folder)/page.html", atomically: true, encoding: .utf8)
      document = try Browser.document(of: "\(folder)/page.html", in: folder)
    }
    return document
  }
}
