public import Datasets
import Foundation
import Recovery

/// Which entries of the recovered matrix are written to `predictions.csv`.
public struct Predictions: Sendable {
  enum Positions: Sendable {
    case missing
    case listed(rows: [Int], columns: [Int])
  }

  let positions: Positions
  /// The number of the first row and column in the file.
  let base: EntryTable.IndexBase

  /// Above this many entries in the matrix, missing ones are not written.
  public static let limit = 1_000_000

  /// All entries that were not observed, if the matrix has at most ``limit`` entries.
  public static func missing(base: EntryTable.IndexBase = .zero) -> Predictions {
    Predictions(positions: .missing, base: base)
  }

  /// The entries of a list of positions, in its order.
  public static func at(_ table: EntryTable, base: EntryTable.IndexBase = .zero) -> Predictions {
    Predictions(positions: .listed(rows: table.rows, columns: table.columns), base: base)
  }

  /// The text of the file; nil if there are too many entries.
  func text(_ result: RecoveryResult) -> [UInt8]? {
    switch positions {
    case .listed(let rows, let columns): return text(result, zip(rows, columns))
    case .missing:
      let (rows, columns) = (result.rows, result.columns)
      guard rows * columns <= Self.limit else { return nil }
      var isObserved = [Bool](repeating: false, count: rows * columns)
      for (row, column, _) in result.training?.entries ?? [] {
        isObserved[row * columns + column] = true
      }
      return text(
        result,
        isObserved.indices.lazy.filter { !isObserved[$0] }.map { ($0 / columns, $0 % columns) })
    }
  }

  private func text(_ result: RecoveryResult, _ places: some Sequence<(Int, Int)>) -> [UInt8] {
    var bytes = Array("row,col,value\n".utf8)
    for (row, column) in places {
      let value = result.prediction(row, column)
      bytes += "\(row + base.rawValue),\(column + base.rawValue),\(value)\n".utf8
    }
    return bytes
  }
}
