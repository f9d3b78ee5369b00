extension LowRankMatrix {
  /// The elements at the places of observed entries, by position.
  ///
  /// - Precondition: The entries belong to a matrix of this shape.
  /// - Complexity: O(entries · rank).
  public func values(at entries: ObservedEntries) -> [Double] {
    precondition(
      rows == entries.rows && columns == entries.columns,
      "a \(rows) × \(columns) matrix at entries of \(entries.rows) × \(entries.columns)")
    let result = PaddedFactor(rows: 1, columns: entries.count)
    SparsePattern(entries, .byRow).innerProducts(
      PaddedFactor(left), PaddedFactor(right), into: result, threads: 1)
    return Array(UnsafeBufferPointer(start: result.base, count: entries.count))
  }
}
