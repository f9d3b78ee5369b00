/// A report as one page that needs nothing else: style, pictures, data and scripts are inside, and
/// a content security policy forbids every request.
public struct HTMLReport: Sendable {
  private let page: ReportPage
  private let rendering: Rendering

  /// A page with its pictures.
  public init(_ page: ReportPage, rendering: Rendering) {
    self.page = page
    self.rendering = rendering
  }

  /// The document; equal input gives equal text.
  public var text: String {
    PageFrame(
      title: page.title, contents: "experiments", rendering: rendering,
      isInteractive: !page.charts.isEmpty, head: SummaryPart(page: page).html,
      body: "\(sections)"
    ).html.text
  }

  private var sections: [HTML] {
    page.sections.enumerated().map { index, section in
      SectionPart(section: section, index: index, rendering: rendering).html
    }
  }
}
