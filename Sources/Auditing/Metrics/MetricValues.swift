/// The values of metrics by name.
///
/// All rows of an audit share the names, so that each holds little more than its values.
public struct MetricValues: Sendable {
  /// The names of values in their order.
  final class Names: Sendable {
    let list: [String]
    private let places: [String: Int]

    init(_ list: [String]) {
      self.list = list
      places = Dictionary(uniqueKeysWithValues: list.enumerated().map { ($1, $0) })
    }

    subscript(name: String) -> Int? { places[name] }

    fileprivate static let none = Names([])
  }

  private var names: Names
  /// The values in the order of ``keys``.
  public private(set) var values: [MetricValue]

  /// Values in the order of their names.
  init(_ values: [MetricValue], names: Names) {
    precondition(
      values.count == names.list.count, "\(values.count) values of \(names.list.count) metrics")
    self.names = names
    self.values = values
  }

  /// Values by name.
  public init(_ values: [String: MetricValue]) {
    let pairs = values.sorted { $0.key < $1.key }
    names = pairs.isEmpty ? .none : Names(pairs.map(\.key))
    self.values = pairs.map(\.value)
  }

  /// The value of a name; nil where there is none.
  ///
  /// To give a new name a value is slow.
  public subscript(name: String) -> MetricValue? {
    get { names[name].map { values[$0] } }
    set {
      if let place = names[name], let newValue {
        values[place] = newValue
      } else {
        var table = dictionary
        table[name] = newValue
        self = MetricValues(table)
      }
    }
  }

  /// The names that have a value.
  public var keys: [String] { names.list }

  /// The values by name.
  public var dictionary: [String: MetricValue] {
    Dictionary(uniqueKeysWithValues: zip(names.list, values))
  }

  /// The same values with names that others use as well; nothing changes where these are others.
  func sharing(_ names: Names) -> MetricValues {
    guard names !== self.names, names.list.count == values.count else { return self }
    let ordered = names.list.compactMap { self[$0] }
    return ordered.count == values.count ? MetricValues(ordered, names: names) : self
  }
}

extension MetricValues: Sequence {
  /// One value after another.
  public func makeIterator() -> AnyIterator<(name: String, value: MetricValue)> {
    var pairs = zip(names.list, values).makeIterator()
    return AnyIterator { pairs.next().map { (name: $0, value: $1) } }
  }
}

extension MetricValues: ExpressibleByDictionaryLiteral {
  /// Values by name.
  public init(dictionaryLiteral elements: (String, MetricValue)...) {
    self.init(Dictionary(uniqueKeysWithValues: elements))
  }
}

extension MetricValues: Hashable {
  /// Whether the same names have the same values, in whatever order.
  public static func == (left: MetricValues, right: MetricValues) -> Bool {
    left.names === right.names || left.names.list == right.names.list
      ? left.values == right.values : left.dictionary == right.dictionary
  }

  /// Takes the values in the order of their names.
  public func hash(into hasher: inout Hasher) {
    for (name, value) in self.sorted(by: { $0.name < $1.name }) {
      hasher.combine(name)
      hasher.combine(value)
    }
  }
}
