/// How much work an experiment does.
public enum Preset: String, Codable, CaseIterable, Sendable {
  /// Seconds; for tests.
  case smoke
  /// A minute for everything together; the default of the program.
  case quick
  /// The full workload of the paper.
  case paper
}
