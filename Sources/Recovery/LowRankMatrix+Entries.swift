extension LowRankMatrix {
  /// The elements at the places of observed entries, by position.
  public func values(at entries: ObservedEntries) -> [Double] {
    entries.entries.map { self[$0.row, $0.column] }
  }
}
