import Checkpoints
import Datasets
import Foundation
import Recovery
import RecoveryRuns
import Testing

@Suite struct CompletionDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sentence(_ path: String, _ reading: CompletionData.Reading = .init()) -> String {
    do {
      _ = try CompletionData(contentsOf: path, reading)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test("oracle: text, npz lists, an npz matrix and npy give the same entries")
  func formats() throws {
    let text = try folder.file("a.csv", "0,0,1\n1,2,3\n0,1,2\n1,0,4\n0,2,5\n1,1,6\n")
    let lists = "\(folder.path)/lists.npz"
    try NPZFile.write(
      [
        "row": NPYArray(shape: [6], storage: .int64([0, 1, 0, 1, 0, 1])),
        "col": NPYArray(shape: [6], storage: .int32([0, 2, 1, 0, 2, 1])),
        "value": NPYArray([1, 3, 2, 4, 5, 6]),
      ], to: lists)
    let whole = NPYArray(shape: [2, 3], storage: .uint8([1, 2, 5, 4, 6, 3]))
    let (matrix, archive) = ("\(folder.path)/m.npy", "\(folder.path)/m.npz")
    try NPYFile.write(whole, to: matrix)
    try NPZFile.write(["data": whole], to: archive)
    for path in [text, lists, matrix, archive] {
      let entries = try CompletionData(contentsOf: path).entries
      #expect(entries.rows == 2 && entries.columns == 3, "\(path)")
      #expect(entries.values == [1, 2, 5, 4, 6, 3], "\(path)")
    }
  }

  @Test("law: NaN is missing; the shape is that of the file or of the caller")
  func missing() throws {
    let path = "\(folder.path)/m.npy"
    try NPYFile.write(NPYArray([1, .nan, 2, .nan, 3, 4], shape: [2, 3]), to: path)
    #expect(try CompletionData(contentsOf: path).entries.count == 4)
    let text = try folder.file("a.csv", "0,0,1\n1,1,3\n")
    let wide = CompletionData.Reading(shape: (3, 4), coverage: .allowingEmptyRows)
    let entries = try CompletionData(contentsOf: text, wide).entries
    #expect(entries.rows == 3 && entries.columns == 4)
  }

  @Test("hostile: duplicates name both lines")
  func duplicates() throws {
    let path = try folder.file("a.csv", "# x\n0,0,1\n1,1,3\n0,0,2\n")
    let text = sentence(path)
    #expect(text.contains(":4: ") && text.contains("line 2"), "\(text)")
  }

  @Test("hostile: empty rows and columns, a file that counts from 1, indices that fill no matrix")
  func coverage() throws {
    let gap = sentence(try folder.file("a.csv", "0,0,1\n2,1,3\n2,0,1\n"))
    #expect(gap.contains("row 1 has no observed entry") && gap.contains("--allow-empty-rows"))
    let shifted = sentence(try folder.file("b.csv", "1,1,1\n2,2,3\n"))
    #expect(shifted.contains("--one-based"), "\(shifted)")
    let tall = try folder.file("d.csv", "0,0,1\n1,1,3\n0,1,2\n")
    #expect(sentence(tall, .init(shape: (1000, 2))).contains("(997 more such rows)"))
    // Refused before memory is taken for a billion rows.
    let wild = try folder.file("c.csv", "0,0,1\n1000000000,1,3\n")
    #expect(sentence(wild).contains("row 1 has no"))
    let allowed = CompletionData.Reading(coverage: .allowingEmptyRows)
    #expect(sentence(wild, allowed).contains("without gaps"))
  }

  @Test("hostile: arrays that are no entries")
  func arrays() throws {
    let path = "\(folder.path)/m.npy"
    try NPYFile.write(NPYArray([1, 2, 3]), to: path)
    #expect(sentence(path).contains("[3]"))
    try NPYFile.write(NPYArray([1, .infinity, 3, 4], shape: [2, 2]), to: path)
    #expect(sentence(path).contains("infinite"))
    #expect(sentence(path, .init(shape: (3, 3))).contains("--shape"))
    let archive = "\(folder.path)/m.npz"
    try NPZFile.write(["x": NPYArray([1])], to: archive)
    #expect(sentence(archive).contains("row, col and value"))
    try NPZFile.write(
      ["row": NPYArray([0, 0.5]), "col": NPYArray([0, 1]), "value": NPYArray([1, 2])], to: archive)
    #expect(sentence(archive).contains("entry 1"))
  }

  @Test("law: images are rows of 784 pixels")
  func images() throws {
    let data = try CompletionData(fashionMNIST: 3)
    #expect(data.entries.rows == 3 && data.entries.columns == 784)
    #expect(data.rowForm == .image(side: 28))
  }
}
