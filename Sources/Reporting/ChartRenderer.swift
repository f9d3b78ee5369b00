public import Charts
public import Foundation

/// Draws charts with vl-convert, a Vega-Lite renderer for Python that needs no browser.
public struct ChartRenderer: Sendable {
  /// A kind of file.
  public enum Format: String, Sendable, CaseIterable {
    /// Vector graphics, transparent.
    case svg
    /// Pixels at twice the size on an opaque page.
    case png
  }

  /// The Python interpreter.
  public let interpreter: String
  /// How long all charts of a call may take together.
  public let timeoutSeconds: Double

  /// A renderer on a given interpreter.
  public init(interpreter: String, timeoutSeconds: Double = 180) {
    self.interpreter = interpreter
    self.timeoutSeconds = timeoutSeconds
  }

  /// The renderer of this machine.
  ///
  /// Looked for in this order: `explicit`; the variable `LOWRANK_PYTHON`; `.venv/bin/python3` under
  /// the folder in `LOWRANK_HOME`; `python3` on the `PATH`. The first two must exist if they are
  /// given; nothing is started yet.
  ///
  /// - Throws: ``RenderingError`` with code `interpreterMissing`.
  public static func located(
    explicit: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    timeoutSeconds: Double = 180
  ) throws(RenderingError) -> ChartRenderer {
    func renderer(_ path: String) -> ChartRenderer {
      ChartRenderer(interpreter: path, timeoutSeconds: timeoutSeconds)
    }
    let named = [explicit, environment["LOWRANK_PYTHON"]].compactMap { $0 }.first { !$0.isEmpty }
    if let named {
      guard FileManager.default.isExecutableFile(atPath: named) else {
        throw RenderingError(
          .interpreterMissing,
          "The charts cannot be drawn because \(named) is not a program;"
            + " name a Python 3 in LOWRANK_PYTHON, or leave it unset.")
      }
      return renderer(named)
    }
    let home = environment["LOWRANK_HOME"].map { ["\($0)/.venv/bin/python3"] } ?? []
    let path = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3" }
    guard let found = (home + path).first(where: FileManager.default.isExecutableFile) else {
      throw RenderingError(
        .interpreterMissing,
        "The charts cannot be drawn because there is no python3 on the PATH;"
          + " install Python 3 and vl-convert-python, or start the program as ./lowrank, which does."
      )
    }
    return renderer(found)
  }

  /// Draws charts on light and dark, in one process.
  ///
  /// A chart that the renderer refuses does not keep the others from being drawn; its reason is in
  /// ``Rendering/problems``.
  ///
  /// - Throws: ``RenderingError`` with code `interpreterMissing`, `rendererMissing`, `timedOut` or
  ///   `rendererFailed`.
  public func rendering(
    of charts: [Chart], formats: Set<Format> = [.svg], script: Rendering.Script = .included
  ) throws(RenderingError) -> Rendering {
    var requests = charts.indices.flatMap { index in
      Theme.allCases.flatMap { theme in
        formats.sorted { $0.rawValue < $1.rawValue }.map { Request(index, theme, $0) }
      }
    }
    if script == .included { requests.append(Request(nil, .light, .svg)) }
    let lines = requests.enumerated().map { id, request in
      request.json(id: id, charts: charts).text + "\n"
    }
    let result = try Subprocess.run(
      interpreter, ["-c", renderScript], input: Data(lines.joined().utf8), seconds: timeoutSeconds)
    let answers = result.output.split(separator: UInt8(ascii: "\n"))
      .compactMap { try? JSONDecoder().decode(Answer.self, from: $0) }
    if answers.contains(where: { $0.id == -1 }) {
      throw RenderingError(
        .rendererMissing,
        "The charts cannot be drawn because \(interpreter) has no vl-convert; install it with"
          + " `\(interpreter) -m pip install vl-convert-python`, or start the program as ./lowrank."
      )
    }
    guard answers.count == requests.count else {
      let last = result.errors.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
      throw RenderingError(
        .rendererFailed,
        "The charts cannot be drawn because the renderer under \(interpreter) ended with status"
          + " \(result.status)\(last); reinstall vl-convert-python.")
    }
    return Rendering(charts: charts, requests: requests, answers: answers)
  }
}

/// One picture to be drawn; without a chart, the script that draws them in a browser.
struct Request {
  let chart: Int?
  let theme: Theme
  let format: ChartRenderer.Format

  init(_ chart: Int?, _ theme: Theme, _ format: ChartRenderer.Format) {
    self.chart = chart
    self.theme = theme
    self.format = format
  }

  fileprivate func json(id: Int, charts: [Chart]) -> JSONValue {
    let number = JSONValue.number(Double(id))
    guard let chart else { return ["id": number, "format": "script"] }
    var specification = charts[chart].vegaLite(theme)
    if format == .png, case .object(let members) = specification {
      specification = .object(
        members.merging(["background": .string(theme == .light ? "#ffffff" : "#0d1117")]) { $1 })
    }
    return [
      "id": number, "format": .string(format.rawValue), "spec": specification, "scale": 2,
    ]
  }
}

/// What the renderer says to a request.
struct Answer: Decodable {
  let id: Int
  let text: String?
  let error: String?
}
