import Foundation
import Runs
import Testing

@Suite struct RunConfigurationTests {
  @Test("oracle: the folder's name is the hash that any tool computes")
  func name() {
    // printf '{"experiment":…}' | sha256sum
    let configuration = RunConfiguration(
      experiment: "walk", preset: .quick, settings: ["b": "x\"\\\n", "a": "é"], seed: .max)
    #expect(
      configuration.canonicalJSON
        == #"{"experiment":"walk","preset":"quick","schema":"lowrank.run/1","#
        + #""seed":18446744073709551615,"settings":{"a":"é","b":"x\"\\\u000a"}}"#)
    #expect(configuration.folderName == "walk-quick-ea01a3e5")
  }

  @Test("law: every part of the configuration changes the hash")
  func sensitivity() {
    let base = RunConfiguration.example()
    let others: [RunConfiguration] = [
      .example(seed: 2), .example(settings: [:]), .example(settings: ["n": "9"]),
      .example(settings: ["n": "8", "m": "1"]),
      RunConfiguration(experiment: "run", preset: .smoke, settings: ["n": "8"], seed: 1),
      RunConfiguration(experiment: "walk", preset: .paper, settings: ["n": "8"], seed: 1),
    ]
    #expect(Set(([base] + others).map(\.hash)).count == others.count + 1)
    #expect(base.hash == RunConfiguration.example().hash)
  }

  @Test("hostile: an experiment id that leaves the folder")
  func badName() async {
    await #expect(processExitsWith: .failure) {
      _ = RunConfiguration(experiment: "../x", preset: .smoke, settings: [:], seed: 0)
    }
  }
}
