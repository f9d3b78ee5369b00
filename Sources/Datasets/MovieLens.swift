import Foundation

/// MovieLens 100K: 100,000 ratings, 1 to 5, of 1682 films by 943 people.
///
/// The file is `ml-100k.inter` of the PyPI package `recbole`, or `u.data` of GroupLens. It is looked
/// for in the folder given, else in `$LOWRANK_DATA/movielens-100k` and in the `.venv` under
/// `$LOWRANK_HOME`, where `./lowrank` installs it.
///
/// - Source: F. M. Harper, J. A. Konstan, "The MovieLens Datasets: History and Context", ACM
///   Transactions on Interactive Intelligent Systems 5 (2015).
public enum MovieLens {
  /// People, films.
  public static let shape = (rows: 943, columns: 1682)

  /// The ratings; person and film count from 0.
  ///
  /// - Parameter folder: Where the file is; by default as described at ``MovieLens``.
  /// - Returns: 100,000 entries in the order of the file.
  /// - Throws: ``DatasetError`` if the file is missing, damaged or not what it claims to be.
  public static func ratings(in folder: String? = nil) throws(DatasetError) -> EntryTable {
    let path = try path(in: folder)
    let table = try EntryTable(
      DelimitedText(path: path, remedy: remedy), .entries, base: .one, shape: shape,
      further: .ignored)
    guard table.count == 100_000 else {
      throw DatasetError(
        .wrongSize, file: path,
        "The file \(path) has \(table.count) ratings instead of 100000; \(remedy).")
    }
    return table
  }
}

// MARK: - Files

private let remedy =
  "set LOWRANK_DATA to a folder that has ml-100k.inter or u.data under movielens-100k/, or let the"
  + " set-up fetch it: rm -f .venv/recbole-*.failed .build/lowrank-ready && ./lowrank doctor"

extension MovieLens {
  /// The file in the first folder that has one.
  private static func path(in folder: String?) throws(DatasetError) -> String {
    let folders = folder.map { [$0] } ?? standardFolders
    let paths = folders.flatMap { ["\($0)/ml-100k.inter", "\($0)/u.data"] }
    if let found = paths.first(where: FileManager.default.fileExists) { return found }
    let place = folders.first.map { "in \($0)" } ?? "installed"
    throw DatasetError(
      .missingFile, file: paths.first ?? "ml-100k.inter",
      "The ratings of MovieLens 100K are not \(place); \(remedy).")
  }

  private static var standardFolders: [String] {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["LOWRANK_DATA"].map { ["\($0)/movielens-100k"] } ?? []
    guard let home = environment["LOWRANK_HOME"] else { return named }
    let libraries = "\(home)/.venv/lib"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
    return named
      + versions.sorted().map {
        "\(libraries)/\($0)/site-packages/recbole/dataset_example/ml-100k"
      }
  }
}
