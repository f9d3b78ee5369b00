import Charts
import Foundation
import Testing

@Suite struct DataTableTests {
  @Test("oracle: comma-separated values after RFC 4180")
  func csv() {
    let table = DataTable([
      "name": .labels(["plain", "a,b", "say \"x\"", "two\nlines", ""]),
      "x": .numbers([1, 0.1, .nan, -.infinity, 1.0 / 3]),
    ])
    #expect(
      table.csv == #"""
        name,x
        plain,1
        "a,b",0.1
        "say ""x""",
        "two
        lines",
        ,0.3333333333333333

        """#)
    #expect(DataTable().csv == "\n")
  }

  @Test("law: appended rows repeat what they share, in the order of the first call")
  func appending() {
    var table = DataTable()
    table.append(["panel": "a", "depth": 2], columns: ["x": [1, 2]])
    table.append(["panel": "b", "depth": .count(4)], columns: ["x": [3]])
    #expect(table.names == ["panel", "depth", "x"])
    #expect(table.csv == "panel,depth,x\na,2,1\na,2,2\nb,4,3\n")
    #expect(table.distinctValues("panel") == ["a", "b"])
    #expect(table.numbers("x") == [1, 2, 3] && table.numbers("panel").isEmpty)
    #expect(table.adding("y", [7, 8, 9]).rowCount == 3)
  }

  @Test("law: a table read back is the same, and `no value` stays so")
  func coding() throws {
    let table = DataTable(["x": .numbers([1, .nan]), "label": .labels(["a", "b"])])
    let data = try JSONEncoder().encode(table)
    #expect(try JSONDecoder().decode(DataTable.self, from: data) == table)
    #expect(table != DataTable(["x": .numbers([1, 2]), "label": .labels(["a", "b"])]))
  }

  @Test("hostile: columns of different lengths, unknown or repeated ones are the caller's bug")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = DataTable(["x": .numbers([1]), "y": .numbers([1, 2])])
    }
    await #expect(processExitsWith: .failure) {
      _ = DataTable(["x": .numbers([1]), "x": .numbers([2])])
    }
    await #expect(processExitsWith: .failure) {
      var table = DataTable(["x": .numbers([1])])
      table.append(["y": 2])
    }
    await #expect(processExitsWith: .failure) { _ = DataTable(["a.b": .numbers([1])]) }
  }
}
