public import Charts

extension WeightDecayEquivalence {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] { [] }
}
