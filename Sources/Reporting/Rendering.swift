public import Charts
public import Foundation

/// Charts that have been drawn, and the script that draws them again in a browser.
public struct Rendering: Sendable {
  /// Whether the script for browsers is wanted.
  public enum Script: Sendable {
    /// Yes: pages are interactive.
    case included
    /// No: pages show the pictures only.
    case omitted
  }

  /// The pictures of one chart.
  public struct Picture: Sendable {
    /// The chart.
    public let chart: Chart
    /// SVG text by theme.
    public internal(set) var svg: [Theme: String] = [:]
    /// PNG bytes by theme.
    public internal(set) var png: [Theme: Data] = [:]
  }

  /// All pictures.
  public private(set) var pictures: [Picture]
  /// Vega, Vega-Lite and vega-embed as one JavaScript module.
  public private(set) var script: String?
  /// What could not be drawn, and why.
  public private(set) var problems: [RenderingError]

  /// No pictures, for a reason.
  public init(missing problem: RenderingError) {
    pictures = []
    problems = [problem]
  }

  /// Draws all charts, or says why there are none; never throws, since a report is worth having
  /// without its pictures.
  ///
  /// The interpreter is the explicit one or that of
  /// ``ChartRenderer/located(explicit:environment:timeoutSeconds:)``.
  public init(
    of charts: [Chart], interpreter: String? = nil, formats: Set<ChartRenderer.Format> = [.svg],
    script: Script = .included
  ) {
    do {
      self = try ChartRenderer.located(explicit: interpreter)
        .rendering(of: charts, formats: formats, script: script)
    } catch {
      self.init(missing: error)
    }
  }

  init(charts: [Chart], requests: [Request], answers: [Answer]) {
    pictures = charts.map { Picture(chart: $0) }
    problems = []
    for answer in answers where requests.indices.contains(answer.id) {
      let request = requests[answer.id]
      guard let index = request.chart else {
        script = answer.text
        continue
      }
      guard let text = answer.text else {
        let name = charts[index].name
        let reason = answer.error ?? "no reason given"
        let problem = RenderingError(
          .chartRefused,
          "The renderer refused the chart '\(name)' (\(reason)); its numbers are in the CSV file.")
        if !problems.contains(problem) { problems.append(problem) }
        continue
      }
      switch request.format {
      case .svg: pictures[index].svg[request.theme] = text
      case .png: pictures[index].png[request.theme] = Data(base64Encoded: text)
      }
    }
  }

  /// The pictures of a chart, `nil` if it was not among the drawn ones.
  public func picture(of chart: Chart) -> Picture? {
    pictures.first { $0.chart.name == chart.name && $0.chart == chart }
  }
}
