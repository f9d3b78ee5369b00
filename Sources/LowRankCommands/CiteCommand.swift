import ArgumentParser
import Experiments
import Reporting
import Runs

/// `lowrank cite`: BibTeX of what a result rests on.
struct CiteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cite",
    abstract: "Print BibTeX of what a result rests on.",
    discussion: """
      Examples:
        lowrank cite                             everything, this program first
        lowrank cite rank-density > refs.bib     what one experiment rests on
        lowrank cite roy2007effective            one entry by its key
      """)

  @Argument(
    help: ArgumentHelp("Experiments or BibTeX keys; everything if none.", valueName: "id"),
    completion: .custom { _, _, _ in
      Catalogue.entries.map(\.description.id) + Bibliography.all.map(\.key)
    })
  var ids: [String] = []

  func run() throws {
    var references: [Reference] = []
    for id in ids {
      for reference in try Self.references(of: id) where !references.contains(reference) {
        references.append(reference)
      }
    }
    if ids.isEmpty { references = Bibliography.all }
    Console().result(references.map(\.bibTeX).joined(separator: "\n\n"))
  }

  private static func references(of id: String) throws(UnusableInput) -> [Reference] {
    if let reference = Bibliography.reference(id) { return [reference] }
    guard let entry = Catalogue.entries.first(where: { $0.description.id == id }) else {
      let experiments = Catalogue.entries.map(\.description.id).joined(separator: ", ")
      let keys = Bibliography.all.map(\.key).joined(separator: ", ")
      throw UnusableInput(
        "Nothing is known under '\(id)'; name an experiment (\(experiments)) or a key (\(keys)).")
    }
    return Bibliography.entries(of: entry.description)
  }
}
