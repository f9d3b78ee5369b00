import Randomness
import Recovery
import Tensors
import Testing
import Theory

@Suite struct ObservedEntriesTests {
  private let seed = SeedPath("recovery-tests/entries")

  /// A random matrix with NaN at about `missing` of its places.
  private func sparse(_ rows: Int, _ columns: Int, missing: Double) -> Matrix<Double> {
    var stream = RandomStream(seed / rows / columns)
    let values = Matrix<Double>(
      rows: rows, columns: columns, from: .standardNormal, using: &stream)
    let draws = Matrix<Double>(rows: rows, columns: columns, from: .uniform(0...1), using: &stream)
    var result = values
    for i in 0..<rows {
      for j in 0..<columns where draws[i, j] < missing { result[i, j] = .nan }
    }
    return result
  }

  @Test("law: any order of the entries gives the same positions, as the dense matrix does")
  func order() throws {
    let dense = sparse(13, 9, missing: 0.5)
    let entries = try ObservedEntries(dense, coverage: .allowingEmptyRows)
    var stream = RandomStream(seed / "order")
    let again = try ObservedEntries(
      rows: 13, columns: 9, entries: entries.entries.shuffled(using: &stream),
      coverage: .allowingEmptyRows)
    #expect(again.values == entries.values)
    #expect(again.entries.map(\.row) == entries.entries.map(\.row))
    #expect(again.entries.map(\.column) == entries.entries.map(\.column))
    #expect(entries.countsByRow.reduce(0, +) == entries.count)
    #expect(entries.countsByColumn.reduce(0, +) == entries.count)
    let filled = entries.dense(missing: 7)
    #expect(
      (0..<13).allSatisfy { i in
        (0..<9).allSatisfy { j in filled[i, j] == (dense[i, j].isNaN ? 7 : dense[i, j]) }
      })
  }

  @Test("law: a subset has the values and places of its positions")
  func subsets() throws {
    let entries = try ObservedEntries(
      sparse(20, 11, missing: 0.3), coverage: .allowingEmptyRows)
    let heldOut = Array(stride(from: 1, to: entries.count, by: 5))
    let part = entries.subset(heldOut)
    #expect(part.values == heldOut.map { entries.values[$0] })
    #expect(part.entries.map(\.row) == heldOut.map { entries.entries[$0].row })
  }

  @Test("hostile: unusable entries are named with their place and a remedy")
  func unusable() throws {
    let cases: [([(row: Int, column: Int, value: Double)], Int?, [String], RecoveryError.Code)] = [
      ([(0, 0, 1), (1, 1, 2), (2, 0, 3)], 2, ["Entry 2", "row 2", "0 to 1"], .unusableEntries),
      ([(0, 0, 1), (1, -1, 2)], 1, ["Entry 1", "column -1"], .unusableEntries),
      (
        [(1, 0, 1), (0, 1, 2), (1, 0, 3), (0, 1, 4)], 2, ["Entries 0 and 2", "row 1, column 0"],
        .unusableEntries
      ),
      ([(0, 0, 1), (1, 1, .nan)], 1, ["Entry 1", "row 1, column 1", "nan"], .invalidValue),
      ([(0, 0, -.infinity), (1, 1, 1)], 0, ["Entry 0", "inf"], .invalidValue),
      ([(0, 0, 1), (0, 1, 2)], nil, ["Row 1", "allow"], .unusableEntries),
      ([(0, 0, 1), (1, 0, 2)], nil, ["Column 1", "allow"], .unusableEntries),
      ([], nil, ["No entry"], .unusableEntries),
    ]
    for (entries, ordinal, words, code) in cases {
      let error = try #require(throws: RecoveryError.self) {
        _ = try ObservedEntries(rows: 2, columns: 2, entries: entries)
      }
      #expect(error.code == code)
      #expect(error.entry == ordinal)
      for word in words { #expect(error.description.contains(word)) }
    }
    #expect(throws: RecoveryError.self) {
      _ = try ObservedEntries(rows: 0, columns: 0, entries: [])
    }
    #expect(throws: RecoveryError.self) {
      _ = try ObservedEntries(rows: 1, columns: 1 << 40, entries: [(0, 0, 1)])
    }
    let error = try #require(throws: RecoveryError.self) {
      _ = try ObservedEntries(Matrix([[1, 2], [.infinity, .nan]]))
    }
    #expect(error.description.contains("row 1, column 0"))
  }

  @Test("hostile: one entry, and a matrix of one row")
  func smallest() throws {
    let one = try ObservedEntries(rows: 1, columns: 1, entries: [(0, 0, 3)])
    #expect(one.count == 1)
    let row = try ObservedEntries(Matrix([[1, .nan, 3]]), coverage: .allowingEmptyRows)
    #expect(row.values == [1, 3])
  }

  @Test("hostile: a value over which sums overflow is named, with its place and what to do")
  func tooLarge() throws {
    let byEntry = #expect(throws: RecoveryError.self) {
      try ObservedEntries(rows: 1, columns: 2, entries: [(0, 0, 1), (0, 1, -1e160)])
    }
    #expect(byEntry?.code == .invalidValue && byEntry?.entry == 1)
    let dense = Matrix<Double>(rows: 2, columns: 1, elements: [1, 1e200])
    let byPlace = #expect(throws: RecoveryError.self) { try ObservedEntries(dense) }
    for error in [byEntry, byPlace] {
      #expect(error?.description.contains("divide all entries") == true)
    }
    #expect(byPlace?.description.contains("row 1, column 0") == true)
    // Just below, the solver goes through.
    let large = try ObservedEntries(rows: 1, columns: 2, entries: [(0, 0, 1e90), (0, 1, 1e90)])
    let found = try FactoredGradient().solve(large, penalty: NuclearPenalty(), weight: 1e89)
    #expect(found.ending == .converged)
    #expect(abs(found.matrix[0, 0] / 1e90 - (1 - 0.1 / 2.0.squareRoot())) < 1e-6)
  }
}
