import Charts
import Foundation
import Runs

/// The files of a report in a folder: `report.html` and `charts/`.
///
/// For every chart, `charts/` holds the specification (`.vl.json`, light), the numbers (`.csv`) and,
/// where they were drawn, `.svg` and `-dark.svg` (`.png` and `-dark.png` on demand). With several
/// sections each has a folder of its own below `charts/`.
public struct ReportFiles: Sendable {
  private let page: ReportPage
  private let rendering: Rendering

  /// The files of a page.
  public init(_ page: ReportPage, rendering: Rendering) {
    self.page = page
    self.rendering = rendering
  }

  /// Writes all files, each in one step, the page last: where it is, all is.
  ///
  /// - Returns: The path of the page.
  /// - Throws: ``RenderingError`` with code `unwritable`.
  @discardableResult
  public func write(to folder: String) throws(RenderingError) -> String {
    for section in page.sections {
      let below = page.sections.count > 1 ? "charts/\(section.description.id)" : "charts"
      for chart in section.charts {
        try Self.write(chart, rendering.picture(of: chart), to: "\(folder)/\(below)")
      }
    }
    let path = "\(folder)/report.html"
    try writePage(to: path)
    return path
  }

  /// Writes the page alone, in one step.
  ///
  /// - Throws: ``RenderingError`` with code `unwritable`.
  public func writePage(to path: String) throws(RenderingError) {
    try Self.write(HTMLReport(page, rendering: rendering).text, to: path)
  }

  /// Writes the files of one chart.
  static func write(
    _ chart: Chart, _ picture: Rendering.Picture?, to folder: String
  ) throws(RenderingError) {
    for (name, contents) in files(of: chart, picture) {
      try write(contents, to: "\(folder)/\(name)")
    }
  }

  /// Writes a text.
  static func write(_ text: String, to path: String) throws(RenderingError) {
    try write(Data(text.utf8), to: path)
  }

  private static func files(
    of chart: Chart, _ picture: Rendering.Picture?
  ) -> [(name: String, contents: Data)] {
    var files: [(String, Data)] = [
      ("\(chart.name).vl.json", Data((chart.vegaLite(.light).prettyText + "\n").utf8))
    ]
    files += chart.tables.map { ("\($0.stem).csv", Data($0.table.csv.utf8)) }
    guard let picture else { return files }
    for theme in Theme.allCases {
      let stem = theme == .light ? chart.name : "\(chart.name)-dark"
      if let svg = picture.svg[theme] { files.append(("\(stem).svg", Data(svg.utf8))) }
      if let png = picture.png[theme] { files.append(("\(stem).png", png)) }
    }
    return files
  }

  private static func write(_ contents: Data, to path: String) throws(RenderingError) {
    let url = URL(filePath: path)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw RenderingError(
        .unwritable,
        "The report file \(path) cannot be written because a folder stands there; name a file.")
    }
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try contents.write(to: url, options: .atomic)
    } catch {
      let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
      throw RenderingError(
        .unwritable,
        "The report file \(path) cannot be written (\(reason)); make room or choose another folder"
          + " with --out.")
    }
  }
}
