import Datasets
import Foundation
import Testing

/// Where the set-up puts the file; `./test` fetches it unless there is no network.
private let home = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path
private let installed: String? = {
  let libraries = "\(home)/.venv/lib"
  let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
  return versions.map { "\(libraries)/\($0)/site-packages/recbole/dataset_example/ml-100k" }
    .first { FileManager.default.fileExists(atPath: "\($0)/ml-100k.inter") }
}()

/// What the set-up leaves where the package could not be had.
private let isUnobtainable = FileManager.default.fileExists(
  atPath: "\(home)/.venv/recbole-1.2.1.failed")

@Suite struct MovieLensTests {
  @Test("oracle: the ratings, counted by sort and uniq", .enabled(if: !isUnobtainable))
  func ratings() throws {
    let folder: String = try #require(installed, "./test installs it")
    let table = try MovieLens.ratings(in: folder)
    #expect(table.count == 100_000)
    #expect(
      (1...5).map { star in table.values.count { $0 == Double(star) } }
        == [6110, 11370, 27145, 34174, 21201])
    #expect(Set(table.rows).count == 943 && Set(table.columns).count == 1682)
    // The first line: person 196 gave film 242 three stars.
    #expect(table.rows[0] == 195 && table.columns[0] == 241 && table.values[0] == 3)
  }

  @Test("hostile: a file that is not there, and one that is not whole")
  func missing() throws {
    let folder = NSTemporaryDirectory() + "ratings-\(UUID().uuidString)"
    let error = #expect(throws: DatasetError.self) { try MovieLens.ratings(in: folder) }
    #expect(error?.code == .missingFile && error?.description.contains(folder) ?? false)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("user_id:token\titem_id:token\trating:float\n1\t1\t5\n".utf8)
      .write(to: URL(filePath: "\(folder)/ml-100k.inter"))
    let torn = #expect(throws: DatasetError.self) { try MovieLens.ratings(in: folder) }
    #expect(torn?.code == .wrongSize)
  }
}
