import Charts
import Reporting
import Runs

/// Reports of finished runs: a page and charts in each run folder, and one page for all.
struct Publication {
  private let runs: [FinishedRun]
  private let rendering: Rendering

  /// Draws every chart of the runs once; what cannot be drawn is warned of, and the rest goes on.
  init(of runs: [FinishedRun], console: Console) {
    self.runs = runs
    let charts = runs.flatMap(\.charts)
    console.message("drawing \(charts.count) \(charts.count == 1 ? "chart" : "charts")")
    rendering = Rendering(of: charts)
    for problem in rendering.problems {
      console.warning(problem.message)
    }
  }

  /// Writes `report.html` and `charts/` into every run folder.
  ///
  /// - Returns: The paths of the pages.
  /// - Throws: `RenderingError` if a file cannot be written.
  func writeIntoRunFolders() throws -> [String] {
    try runs.map { run in
      let page = ReportPage(title: run.manifest.description.title, sections: [run.section])
      return try ReportFiles(page, rendering: rendering).write(to: run.folder)
    }
  }

  /// Writes one page that holds all runs.
  ///
  /// - Returns: The path.
  /// - Throws: `RenderingError` if it cannot be written.
  func writePage(to path: String) throws -> String {
    let title =
      runs.count == 1
      ? runs[0].manifest.description.title : "The low-rank bias of deep networks, reproduced"
    let page = ReportPage(title: title, sections: runs.map(\.section))
    try ReportFiles(page, rendering: rendering).writePage(to: path)
    return path
  }
}
