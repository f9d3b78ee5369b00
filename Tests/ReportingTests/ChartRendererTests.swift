import Charts
import Foundation
import Reporting
import Testing

@Suite struct ChartRendererTests {
  /// An executable script in a folder.
  private func program(_ text: String, in folder: String) throws -> String {
    let path = "\(folder)/python3"
    try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test("law: explicit before LOWRANK_PYTHON before LOWRANK_HOME before PATH")
  func search() throws {
    try withFolder { folder in
      let path = try program("", in: folder)
      let home = "\(folder)/.venv/bin"
      try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
      let own = try program("", in: home)
      func found(_ explicit: String?, _ environment: [String: String]) throws -> String {
        try ChartRenderer.located(explicit: explicit, environment: environment).interpreter
      }
      #expect(try found(nil, ["PATH": "/nowhere:\(folder)"]) == path)
      #expect(try found(nil, ["PATH": folder, "LOWRANK_HOME": folder]) == own)
      #expect(try found(nil, ["PATH": folder, "LOWRANK_PYTHON": "/bin/sh"]) == "/bin/sh")
      #expect(try found("/bin/sh", ["LOWRANK_PYTHON": "/nowhere"]) == "/bin/sh")
    }
  }

  @Test("hostile: no interpreter, or one that is not there, is a sentence with a remedy")
  func missingInterpreter() {
    for (explicit, environment) in [
      (nil, ["PATH": "/nowhere"]), ("/nowhere/python", [:]), (nil, ["LOWRANK_PYTHON": "/nowhere"]),
    ] as [(String?, [String: String])] {
      let error = #expect(throws: RenderingError.self) {
        try ChartRenderer.located(explicit: explicit, environment: environment)
      }
      #expect(error?.code == .interpreterMissing)
      #expect(error?.message.hasSuffix(".") ?? false)
    }
  }

  @Test(
    "hostile: a renderer that is missing, dies, babbles or hangs",
    arguments: [
      (
        #"echo '{"id": -1, "error": "No module named vl_convert"}'"#,
        RenderingError.Code.rendererMissing
      ),
      ("echo trouble >&2; exit 3", .rendererFailed), ("echo babble", .rendererFailed),
      ("exec sleep 60", .timedOut),
    ])
  func brokenRenderer(script: String, code: RenderingError.Code) throws {
    try withFolder { folder in
      let renderer = ChartRenderer(
        interpreter: try program(script, in: folder), timeoutSeconds: 0.5)
      let error = #expect(throws: RenderingError.self) {
        try renderer.rendering(of: [SampleCharts.measures])
      }
      #expect(error?.code == code)
    }
  }

  @Test("hostile: one refused chart does not take the others with it")
  func refusedChart() throws {
    try withFolder { folder in
      let answers = #"""
        printf '{"id":0,"error":"bad mark"}\n{"id":1,"error":"bad mark"}\n'
        printf '{"id":2,"text":"<svg/>"}\n{"id":3,"text":"<svg/>"}\n{"id":4,"text":"js"}\n'
        """#
      let renderer = ChartRenderer(interpreter: try program(answers, in: folder))
      let charts = [SampleCharts.measures, SampleCharts.agreement]
      let rendering = try renderer.rendering(of: charts)
      #expect(rendering.problems.map(\.code) == [.chartRefused])
      #expect(rendering.problems.first?.message.contains("'measures' (bad mark)") ?? false)
      #expect(rendering.picture(of: charts[0])?.svg.isEmpty ?? false)
      #expect(rendering.picture(of: charts[1])?.svg[.dark] == "<svg/>")
      #expect(rendering.script == "js")
    }
  }

  @Test(
    "oracle: every chart becomes SVG and PNG on light and dark",
    .enabled(if: Browser.obstacle == nil, "chromium and vl-convert-python are needed; run ./test"))
  func pictures() {
    #expect(Browser.sample.problems.isEmpty)
    for chart in SampleReport.page.charts {
      let picture = Browser.sample.picture(of: chart)
      #expect(picture?.svg[.light]?.hasPrefix("<svg") ?? false)
      #expect(picture?.svg[.light] != picture?.svg[.dark])
      #expect(picture?.png[.dark]?.starts(with: [0x89, 0x50, 0x4E, 0x47]) ?? false)
    }
  }
}
