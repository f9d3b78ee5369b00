/// What an experiment is, in words; stored with every run of it.
public struct ExperimentDescription: Codable, Equatable, Sendable {
  /// The name on the command line, such as `rank-density`.
  public let id: String
  /// One line for tables and headings.
  public let title: String
  /// The paper, as a reader would cite it.
  public let paper: String
  /// The figure or theorem in the paper.
  public let figure: String
  /// What the experiment asks.
  public let question: String
  /// What the paper says the answer is.
  public let prediction: String
  /// What would show the prediction to be wrong.
  public let falsifier: String
  /// Roughly how long the presets take.
  public let cost: String
  /// BibTeX keys of what the result rests on.
  public let citations: [String]
  /// The named defaults that the paper leaves open, each as `tag: text`.
  public let openChoices: [String]

  /// Describes an experiment; see the properties.
  public init(
    id: String, title: String, paper: String, figure: String, question: String,
    prediction: String, falsifier: String, cost: String, citations: [String] = [],
    openChoices: [String] = []
  ) {
    self.id = id
    self.title = title
    self.paper = paper
    self.figure = figure
    self.question = question
    self.prediction = prediction
    self.falsifier = falsifier
    self.cost = cost
    self.citations = citations
    self.openChoices = openChoices
  }

  private enum CodingKeys: String, CodingKey {
    case id
    case title
    case paper
    case figure
    case question
    case prediction
    case falsifier
    case cost
    case citations
    case openChoices = "open_choices"
  }
}
