import Foundation
import Randomness
import Testing

@Suite struct SeedPathTests {
  @Test("law: components join to the same path however it is built")
  func composition() {
    let path = SeedPath(root: 20_230_301) / "rank-density" / "depth" / 4
    #expect(path == SeedPath("20230301/rank-density/depth/4"))
    #expect(path == SeedPath(root: 20_230_301).appending("rank-density") / "depth" / 4)
    #expect(path.description == "20230301/rank-density/depth/4")
  }

  @Test("law: coded as its text")
  func coding() throws {
    let path = SeedPath(root: .max) / "weights"
    let data = try JSONEncoder().encode([path])
    #expect(String(decoding: data, as: UTF8.self) == #"["18446744073709551615\/weights"]"#)
    #expect(try JSONDecoder().decode([SeedPath].self, from: data) == [path])
  }

  @Test("law: distinct paths give distinct streams")
  func distinctStreams() {
    let root = SeedPath(root: 1)
    var paths = [root, SeedPath(root: 2), root / "1", root / "a" / "b", root / "b" / "a"]
    paths += (0..<2000).map { root / "trial" / $0 }
    let firsts = paths.map { path in
      var stream = RandomStream(path)
      return stream.next()
    }
    #expect(Set(firsts).count == paths.count)
  }

  @Test("hostile: text with an empty component is refused", arguments: ["", "1/", "/1", "1//2"])
  func refusedText(_ text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([SeedPath].self, from: JSONEncoder().encode([text]))
    }
  }

  @Test("hostile: a component with a slash or without a letter stops the program")
  func refusedComponents() async {
    await #expect(processExitsWith: .failure) { _ = SeedPath(root: 1) / "a/b" }
    await #expect(processExitsWith: .failure) { _ = SeedPath(root: 1) / "" }
    await #expect(processExitsWith: .failure) { _ = SeedPath("1//2") }
  }
}
