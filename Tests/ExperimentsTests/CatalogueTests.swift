import Experiments
import Foundation
import Runs
import Testing

@Suite struct CatalogueTests {
  @Test("law: ids are unique, and every experiment says what it asks and what would refute it")
  func descriptionsAreComplete() {
    let descriptions = Catalogue.entries.map(\.description)
    #expect(Set(descriptions.map(\.id)).count == descriptions.count)
    for text in descriptions.flatMap({
      [$0.title, $0.paper, $0.figure, $0.question, $0.prediction, $0.falsifier, $0.cost]
    }) {
      #expect(!text.isEmpty)
    }
    #expect(descriptions.allSatisfy { !$0.citations.isEmpty && !$0.openChoices.isEmpty })
  }

  @Test("law: the default of every key is a value that the key accepts", arguments: Preset.allCases)
  func defaultsAreAccepted(preset: Preset) throws {
    for entry in Catalogue.entries {
      let overrides = entry.settingKeys.map {
        (key: $0.key, value: $0.defaults[preset.rawValue] ?? "")
      }
      let plain = try entry.resolve(preset: preset, seed: 1).configuration
      let explicit = try entry.resolve(preset: preset, overrides: overrides, seed: 1).configuration
      #expect(plain == explicit)
    }
  }

  @Test("hostile: an unknown experiment is refused with the known ones and a suggestion")
  func unknownExperiment() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "rank-densty")
    }
    #expect(error.description.contains("Did you mean rank-density?"))
    #expect(error.description.contains("singular-value-law"))
  }

  @Test("hostile: an unknown key is refused with the known ones")
  func unknownKey() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "rank-density")
        .resolve(preset: .smoke, overrides: [(key: "drws", value: "3")], seed: 1)
    }
    #expect(error.description.contains("Did you mean draws?"))
    #expect(error.description.contains("input-counts"))
  }

  @Test(
    "hostile: values that cannot be are refused with what the key expects",
    arguments: [
      ("draws", "0"), ("draws", "many"), ("draws", "1e3"), ("width", "-1"), ("width", "100000"),
      ("depths", "1,,2"), ("depths", ""), ("depths", "1,0"), ("weights", "cauchy"),
      ("weights", ""), ("inputs", "cifar"), ("draws", "99999999999999999999"),
    ])
  func invalidValues(key: String, value: String) throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "rank-density")
        .resolve(preset: .smoke, overrides: [(key: key, value: value)], seed: 1)
    }
    #expect(error.code == .invalidValue)
    #expect(error.description.contains("'\(key)'"))
  }

  @Test("law: lists are sets, so the order in which they are given does not make another run")
  func listsAreCanonical() throws {
    let entry = try Catalogue.entry(named: "rank-density")
    let one = try entry.resolve(
      preset: .smoke, overrides: [(key: "depths", value: "4,1,2,2")], seed: 1)
    let other = try entry.resolve(
      preset: .smoke, overrides: [(key: "depths", value: "1,2,4")], seed: 1)
    #expect(one.configuration == other.configuration)
  }
}
