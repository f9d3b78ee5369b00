import Runs

/// One parameter of an experiment: its key, its meaning, and how text becomes its value.
///
/// Text is read here and nowhere else; the experiments see typed values only.
public struct Setting<Root: Sendable>: Sendable {
  /// The name used in `--set key=value`.
  public let key: String

  /// One line for help and reports.
  public let summary: String

  /// The canonical text of the value; equal values have equal text.
  let text: @Sendable (Root) -> String

  /// Reads a value; returns what was expected if the text is not one.
  let assign: @Sendable (String, inout Root) -> Expectation?

  /// What a parameter expects, said when a text does not meet it.
  typealias Expectation = String
}

extension Setting {
  /// A whole number within `range`.
  static func integer(
    _ key: String, _ summary: String, _ path: any WritableKeyPath<Root, Int> & Sendable,
    in range: ClosedRange<Int>
  ) -> Setting {
    Setting(
      key: key, summary: summary, text: { String($0[keyPath: path]) },
      assign: { text, root in
        guard let value = Int(text), range.contains(value) else {
          return "a whole number from \(range.lowerBound) to \(range.upperBound)"
        }
        root[keyPath: path] = value
        return nil
      })
  }

  /// A number within `range`.
  static func number(
    _ key: String, _ summary: String, _ path: any WritableKeyPath<Root, Double> & Sendable,
    in range: ClosedRange<Double>
  ) -> Setting {
    Setting(
      key: key, summary: summary, text: { String($0[keyPath: path]) },
      assign: { text, root in
        guard let value = Double(text), range.contains(value) else {
          return "a number from \(range.lowerBound) to \(range.upperBound)"
        }
        root[keyPath: path] = value
        return nil
      })
  }

  /// Distinct ascending whole numbers within `range`, separated by commas.
  static func integers(
    _ key: String, _ summary: String, _ path: any WritableKeyPath<Root, [Int]> & Sendable,
    in range: ClosedRange<Int>
  ) -> Setting {
    Setting(
      key: key, summary: summary,
      text: { $0[keyPath: path].map(String.init).joined(separator: ",") },
      assign: { text, root in
        let values = text.split(separator: ",", omittingEmptySubsequences: false).map {
          Int(String($0))
        }
        let known = values.compactMap(\.self)
        guard known.count == values.count, known.allSatisfy(range.contains) else {
          return
            "whole numbers from \(range.lowerBound) to \(range.upperBound) separated by commas"
        }
        root[keyPath: path] = Set(known).sorted()
        return nil
      })
  }

  /// One of the cases of an enumeration.
  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String, _ summary: String, _ path: any WritableKeyPath<Root, Value> & Sendable
  ) -> Setting {
    Setting(
      key: key, summary: summary, text: { $0[keyPath: path].rawValue },
      assign: { text, root in
        guard let value = Value(rawValue: text) else {
          return "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))"
        }
        root[keyPath: path] = value
        return nil
      })
  }

  /// Some of the cases of an enumeration, separated by commas.
  static func choices<Value: RawRepresentable<String> & CaseIterable & Hashable & Sendable>(
    _ key: String, _ summary: String, _ path: any WritableKeyPath<Root, [Value]> & Sendable
  ) -> Setting {
    Setting(
      key: key, summary: summary,
      text: { $0[keyPath: path].map(\.rawValue).joined(separator: ",") },
      assign: { text, root in
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let values = Set(names.compactMap(Value.init(rawValue:)))
        guard !values.isEmpty, values.count == Set(names).count else {
          return "some of \(Value.allCases.map(\.rawValue).joined(separator: ", ")), with commas"
        }
        root[keyPath: path] = Value.allCases.filter(values.contains)
        return nil
      })
  }
}

extension ExperimentSettings {
  /// The defaults of a preset with the overrides applied in order.
  ///
  /// - Throws: ``ExperimentError`` with code `unknownKey`, which lists the known keys, or
  ///   `invalidValue`, which says what the key expects.
  init(
    preset: Preset, overrides: [(key: String, value: String)], of experiment: String
  ) throws(ExperimentError) {
    self.init(preset: preset)
    for (key, value) in overrides {
      guard let setting = Self.keys.first(where: { $0.key == key }) else {
        let known = Self.keys.map(\.key)
        let hint = suggestion(for: key, among: known).map { "Did you mean \($0)? " } ?? ""
        throw ExperimentError(
          .unknownKey,
          "\(experiment) has no parameter '\(key)'. \(hint)"
            + "It knows \(known.joined(separator: ", ")).")
      }
      if let expectation = setting.assign(value, &self) {
        throw ExperimentError(
          .invalidValue,
          "'\(value)' is not a value of \(experiment)'s parameter '\(key)' "
            + "(\(setting.summary)): give \(expectation).")
      }
    }
  }

  /// Every key with its canonical value.
  var resolved: [String: String] {
    Dictionary(uniqueKeysWithValues: Self.keys.map { ($0.key, $0.text(self)) })
  }
}
