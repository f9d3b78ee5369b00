public import Charts
public import Runs

/// One experiment in a report.
public struct ReportSection: Sendable {
  /// What the experiment is.
  public var description: ExperimentDescription
  /// What decided its numbers.
  public var configuration: RunConfiguration
  /// How the run went; `nil` where nothing is known.
  public var manifest: Manifest?
  /// The claims with their verdicts.
  public var claims: [Claim]
  /// The pictures, in order.
  public var charts: [Chart]
  /// What to cite, as BibTeX entries.
  public var citations: [String]

  /// A section.
  public init(
    description: ExperimentDescription, configuration: RunConfiguration, manifest: Manifest? = nil,
    claims: [Claim], charts: [Chart], citations: [String] = []
  ) {
    self.description = description
    self.configuration = configuration
    self.manifest = manifest
    self.claims = claims
    self.charts = charts
    self.citations = citations
  }

  /// How the claims came out.
  public var counts: VerdictCounts { VerdictCounts(claims) }
}

/// What a report shows.
public struct ReportPage: Sendable {
  /// The headline.
  public var title: String
  /// The experiments, in order.
  public var sections: [ReportSection]

  /// A page.
  public init(title: String, sections: [ReportSection]) {
    self.title = title
    self.sections = sections
  }

  /// The pictures of all sections, in order.
  public var charts: [Chart] { sections.flatMap(\.charts) }
}
