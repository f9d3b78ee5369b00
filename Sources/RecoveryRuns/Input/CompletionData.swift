public import Datasets
public import Recovery
import Tensors

/// The observed entries of a matrix that is to be completed, and where they come from.
public struct CompletionData: Sendable {
  /// The file or the sample.
  public let source: String
  /// What is observed.
  public let entries: ObservedEntries
  /// What a row is, where it is more than a list of numbers.
  public let rowForm: RowForm

  /// What a row of the matrix is.
  public enum RowForm: Hashable, Sendable {
    /// Numbers.
    case plain
    /// An image of this many pixels each way, row-major, grey from 0 to 1.
    case image(side: Int)
  }

  /// What is known about a file beside its contents.
  public struct Reading: Sendable {
    /// The number of the first row and the first column.
    public var base: EntryTable.IndexBase
    /// The shape of the matrix; from the largest indices if it is not given.
    public var shape: (rows: Int, columns: Int)?
    /// Whether rows and columns may be without entries.
    public var coverage: Coverage

    /// What is known.
    public init(
      base: EntryTable.IndexBase = .zero, shape: (rows: Int, columns: Int)? = nil,
      coverage: Coverage = .everyRowAndColumn
    ) {
      self.base = base
      self.shape = shape
      self.coverage = coverage
    }
  }

  /// Entries that are there already.
  public init(source: String, entries: ObservedEntries, rowForm: RowForm = .plain) {
    self.source = source
    self.entries = entries
    self.rowForm = rowForm
  }

  /// The first images of the training part of Fashion-MNIST, one per row.
  ///
  /// - Parameter count: How many, ≥ 1.
  /// - Throws: `DatasetError`, `RecoveryError`.
  public init(fashionMNIST count: Int) throws {
    let images = try FashionMNIST.images(.train, first: count, as: Double.self)
    self.init(
      source: "sample:fashion-mnist, \(count) images", entries: try ObservedEntries(images),
      rowForm: .image(side: 28))
  }

  /// The ratings of MovieLens 100K.
  ///
  /// - Throws: `DatasetError`, `RecoveryError`.
  public static func movieLens() throws -> CompletionData {
    let table = try MovieLens.ratings()
    let (rows, columns) = MovieLens.shape
    return CompletionData(
      source: "sample:movielens-100k",
      entries: try ObservedEntries(rows: rows, columns: columns, entries: table.triplets))
  }
}

extension EntryTable {
  /// The entries as the solvers take them.
  var triplets: [(row: Int, column: Int, value: Double)] {
    (0..<count).map { (rows[$0], columns[$0], values[$0]) }
  }
}
