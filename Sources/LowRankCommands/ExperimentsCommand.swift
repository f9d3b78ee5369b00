import ArgumentParser
import Experiments
import Runs

/// `lowrank experiments`: what there is, and what can be set.
struct ExperimentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiments",
    abstract: "List the experiments, or describe some of them with their parameters.",
    discussion: """
      Examples:
        lowrank experiments                      id, paper, figure, question, cost
        lowrank experiments rank-density         prediction, falsifier, parameters
        lowrank experiments --json
      """)

  @Argument(
    help: ArgumentHelp("Experiments to describe in full.", valueName: "experiment"),
    completion: .experiments)
  var ids: [String] = []

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let entries = ids.isEmpty ? Catalogue.entries : try ids.map { try Catalogue.entry(named: $0) }
    if json {
      try Console().result(Listing(entries: entries), schema: Listing.schema)
    } else {
      let texts = entries.map { ids.isEmpty ? Self.brief($0.description) : Self.full($0) }
      Console().result(texts.joined(separator: "\n\n"))
    }
  }

  /// Id, title, where it stands, question and cost, within 80 columns.
  private static func brief(_ experiment: ExperimentDescription) -> String {
    ([experiment.id]
      + paragraph("", "\(experiment.title). \(experiment.paper), \(experiment.figure).")
      + paragraph("", experiment.question)
      + paragraph("cost", experiment.cost)).joined(separator: "\n")
  }

  /// All that is known, with the parameters and their defaults by preset.
  private static func full(_ entry: CatalogueEntry) -> String {
    let experiment = entry.description
    var lines = [brief(experiment)]
    lines += paragraph("predicted", experiment.prediction)
    lines += paragraph("falsified by", experiment.falsifier)
    lines += experiment.openChoices.flatMap { paragraph("our choice", $0) }
    lines.append("  parameters (--set key=value):")
    for setting in entry.settingKeys {
      lines += setting.summary.wrapped(to: 52).enumerated().map { index, line in
        "    \((index == 0 ? setting.key : "").padded(to: 22))\(line)"
      }
      lines += defaults(of: setting).wrapped(to: 52).map { String(repeating: " ", count: 26) + $0 }
    }
    return lines.joined(separator: "\n")
  }

  private static func defaults(of setting: SettingDescription) -> String {
    Preset.allCases
      .compactMap { preset in setting.defaults[preset.rawValue].map { "\(preset.rawValue) \($0)" } }
      .joined(separator: "; ")
  }

  private static func paragraph(_ label: String, _ text: String) -> [String] {
    let labelled = label.isEmpty ? text : "\(label): \(text)"
    return labelled.wrapped(to: 76).enumerated().map { index, line in
      (index == 0 || label.isEmpty ? "  " : "    ") + line
    }
  }
}

/// What `lowrank experiments --json` prints.
private struct Listing: Encodable {
  struct Entry: Encodable {
    let description: ExperimentDescription
    let settings: [SettingDescription]
  }

  static let schema = "lowrank.experiments/1"

  let experiments: [Entry]

  init(entries: [CatalogueEntry]) {
    experiments = entries.map { Entry(description: $0.description, settings: $0.settingKeys) }
  }
}

extension CompletionKind {
  /// The ids of the catalogue.
  static var experiments: CompletionKind { .list(Catalogue.entries.map(\.description.id)) }
}
