import Datasets
import Foundation
import Tensors
import Testing

/// A text in a file that is gone afterwards.
private func withFile<R>(_ text: String, _ body: (String) throws -> R) throws -> R {
  let path = NSTemporaryDirectory() + "entries-\(UUID().uuidString).csv"
  try Data(text.utf8).write(to: URL(filePath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

@Suite struct EntryTableTests {
  @Test(
    "oracle: one table in every dress",
    arguments: [
      "0,0,1.5\n1,2,-3e-2\n", "row,col,value\n0,0,1.5\n1,2,-0.03\n", "0;0;1.5\n1;2;-0.03",
      "0\t0\t1.5\r\n1\t2\t-.03\r\n", "# a comment\n\n 0  0   +1.5\n1 2 -3.0E-2 \n",
      "\u{FEFF}0, 0, 1.50\n#x\n1.0, 2, -0.0300\n",
    ])
  func dresses(text: String) throws {
    let table = try withFile(text) { try EntryTable(contentsOf: $0) }
    #expect(table.rows == [0, 1] && table.columns == [0, 2])
    #expect(table.values == [1.5, -0.03])
  }

  @Test("law: one-based indices are the zero-based ones, one higher; lines are those of the file")
  func bases() throws {
    let table = try withFile("i,j,v\n1,1,4\n\n3,2,5\n") {
      try EntryTable(contentsOf: $0, base: .one)
    }
    #expect(table.rows == [0, 2] && table.columns == [0, 1] && table.lines == [2, 4])
  }

  @Test("law: numbers are read as Swift reads them, to the last bit")
  func numbers() throws {
    // Fifteen digits take the short way, others the C library's; both round once.
    let texts = [
      "0.1", "3.14159265358979", "3.141592653589793238", "1e-310", "123456789012345", "1.7e308",
      "-0.000000000000001", "9007199254740993", ".5", "5.", "0.30000000000000004",
    ]
    let lines = texts.enumerated().map { "0,\($0),\($1)\n" }.joined()
    let table = try withFile(lines) { try EntryTable(contentsOf: $0) }
    #expect(table.values == texts.map { Double($0) ?? Double($0 + "0") })
  }

  @Test(
    "hostile: what cannot be read names file and line",
    arguments: [
      ("0,0,1\n0,1,abc\n", ":2: ", "'abc'"), ("0,0,1\n-1,1,2\n", ":2: ", "-1"),
      ("0,0,1\n1.5,1,2\n", ":2: ", "'1.5'"), ("0,0,1\n0,1,nan\n", ":2: ", "nan"),
      ("0,0,1\n0,1,inf\n", ":2: ", "inf"), ("0,0,1\n0,1,0x1p3\n", ":2: ", "'0x1p3'"),
      ("0,0,1,9\n", ":1: ", "4 fields"), ("0,0,1\n0,1\n", ":2: ", "2 fields"),
      ("value,row,col\n1,0,0\n", ":1: ", "order"), ("0,0,1\nx,1,2\n", ":2: ", "'x'"),
      ("0,0,1\n0,99999999999999999999,2\n", ":2: ", "column"), ("0,0,1\n0,1,\n", ":2: ", "''"),
      ("\n# nothing\n", "", "no entries"), ("", "", "no entries"),
    ])
  func refused(text: String, place: String, part: String) throws {
    try withFile(text) { path in
      let error = #expect(throws: DatasetError.self) { try EntryTable(contentsOf: path) }
      let sentence = error?.description ?? ""
      #expect(sentence.contains(path + place) && sentence.contains(part), "\(sentence)")
    }
  }

  @Test("hostile: an index outside a known shape; the remedy for a file that counts from 1")
  func outside() throws {
    try withFile("0,0,1\n1,2,2\n2,0,1\n") { path in
      let error = #expect(throws: DatasetError.self) {
        try EntryTable(contentsOf: path, shape: (2, 3))
      }
      #expect(error?.description.contains(":3: The row 2") ?? false)
      #expect(error?.description.contains("--one-based") ?? false)
      #expect(throws: DatasetError.self) { try EntryTable(contentsOf: path, base: .one) }
    }
  }

  @Test("hostile: the least and the greatest number as an index, counted from 1")
  func extremes() throws {
    for index in ["-9223372036854775808", "9223372036854774784"] {
      try withFile("\(index),1,1\n") { path in
        let error = #expect(throws: DatasetError.self) {
          try EntryTable(contentsOf: path, base: .one)
        }
        #expect(error?.description.contains(":1: The row") ?? false)
      }
      let number = try #require(Double(index))
      #expect(throws: DatasetError.self) {
        try EntryTable(rows: [number], columns: [1], values: [1], name: "a", base: .one)
      }
    }
  }

  @Test("rate: half a million lines in well under a second")
  func speed() throws {
    let text = (0..<500_000).map { "\($0 / 100),\($0 % 100),\(Double($0) / 7)\n" }.joined()
    try withFile(text) { path in
      let begun = ContinuousClock.now
      let table = try EntryTable(contentsOf: path)
      #expect(table.count == 500_000)
      // About 0.1 s on an idle machine; the bound leaves room for a busy one.
      #expect(begun.duration(to: .now) < .seconds(1))
    }
  }
}

@Suite struct NumberTableTests {
  @Test("oracle: rows of numbers")
  func numbers() throws {
    let matrix = try withFile("a,b\n1,2\n\n3,4.5\n") { try NumberTable.read($0) }
    #expect(matrix.elements == [1, 2, 3, 4.5] && matrix.columns == 2)
  }

  @Test(
    "hostile: ragged lines and what is no finite number",
    arguments: [
      ("1,2\n3\n", ":2: "), ("1,2\n3,x\n", "'x'"), ("1,nan\n", "'nan'"), ("", "no numbers"),
    ])
  func refused(text: String, part: String) throws {
    try withFile(text) { path in
      let error = #expect(throws: DatasetError.self) { try NumberTable.read(path) }
      #expect(error?.description.contains(part) ?? false)
    }
  }
}
