import Foundation
import Runs
import Testing

@Suite struct RunConfigurationTests {
  @Test(
    "oracle: SHA-256 of the published examples (FIPS 180-4, NIST)",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func digests(message: String, digest: String) {
    #expect(SHA256.hexadecimal(of: Array(message.utf8)) == digest)
  }

  @Test("oracle: SHA-256 of a million times the letter a (FIPS 180-4, NIST)")
  func longDigest() {
    #expect(
      SHA256.hexadecimal(of: Array(repeating: 0x61, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

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
