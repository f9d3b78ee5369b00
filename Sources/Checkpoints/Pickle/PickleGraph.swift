/// What a pickle describes, as inert nodes; nothing is imported, called or built.
///
/// Nodes refer to each other by number, so that deep and cyclic graphs are as harmless as flat ones.
struct PickleGraph {
  /// The number of a node.
  typealias ID = UInt32

  /// What a node is.
  enum Kind: UInt8 {
    case none
    case bool
    case integer
    case float
    case string
    case bytes
    case list
    case tuple
    case dictionary
    case set
    /// A module and a name.
    case global
    /// A function or class, a node itself, and its arguments.
    case call
    /// The tuple of a persistent id.
    case persistent
  }

  /// A function or class that a pickle names.
  struct Global: Hashable {
    let module: String
    let name: String
    /// Both, as Python writes them.
    var qualified: String { module + "." + name }

    static func == (a: Global, b: Global) -> Bool {
      ByteName(a.module) == ByteName(b.module) && ByteName(a.name) == ByteName(b.name)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(ByteName(module))
      hasher.combine(ByteName(name))
    }
  }

  private struct Node {
    let kind: Kind
    /// Whether the items are keys and values in turn.
    var hasKeys = false
    /// The bits of a number; start and length of a string; the position of a global; function and
    /// arguments of a call; the tuple of a persistent id.
    var first: UInt32 = 0
    var second: UInt32 = 0
    /// The links to the items of a container, from first to last.
    var firstLink = absent
    var lastLink = absent
    /// What `BUILD` gave it.
    var state = absent
  }

  private struct Link {
    let item: ID
    var next = absent
  }

  private static let absent = UInt32.max

  /// The most nodes, and the most items of all containers together.
  static let largestCount = 10_000_000

  /// The functions and classes, each once, in the order of their appearance.
  private(set) var globals: [Global] = []
  /// What the pickle is about; set when it is whole.
  var root: ID = 0

  private let text: [UInt8]
  private var nodes: [Node] = []
  private var links: [Link] = []
  private var globalNumbers: [Global: UInt32] = [:]
  private var constants: [Kind: [ID]] = [:]

  /// A graph without nodes.
  ///
  /// - Parameter text: The bytes of the pickle, which the strings are parts of.
  init(text: [UInt8]) { self.text = text }
}

extension PickleGraph {
  /// How many nodes there are.
  var count: Int { nodes.count }

  func kind(of id: ID) -> Kind { nodes[Int(id)].kind }

  /// A truth value or integer.
  func integer(_ id: ID) -> Int? {
    let node = nodes[Int(id)]
    guard node.kind == .integer else { return nil }
    return Int(truncatingIfNeeded: UInt64(node.first) | UInt64(node.second) << 32)
  }

  func truth(_ id: ID) -> Bool? {
    let node = nodes[Int(id)]
    return node.kind == .bool ? node.first == 1 : nil
  }

  func float(_ id: ID) -> Double? {
    let node = nodes[Int(id)]
    guard node.kind == .float else { return nil }
    return Double(bitPattern: UInt64(node.first) | UInt64(node.second) << 32)
  }

  /// How many bytes a string has, and its text; ill-formed parts are replaced.
  func stringLength(_ id: ID) -> Int? {
    kind(of: id) == .string ? Int(nodes[Int(id)].second) : nil
  }

  func string(_ id: ID) -> String? {
    let node = nodes[Int(id)]
    guard node.kind == .string else { return nil }
    return String(decoding: text[Int(node.first)..<Int(node.first + node.second)], as: UTF8.self)
  }

  /// The position of a function or class in ``globals``.
  func globalNumber(_ id: ID) -> Int? {
    let node = nodes[Int(id)]
    return node.kind == .global ? Int(node.first) : nil
  }

  /// The function and the arguments of a call.
  func call(_ id: ID) -> (function: ID, arguments: ID)? {
    let node = nodes[Int(id)]
    return node.kind == .call ? (node.first, node.second) : nil
  }

  /// The tuple of a persistent id.
  func persistentID(_ id: ID) -> ID? {
    let node = nodes[Int(id)]
    return node.kind == .persistent ? node.first : nil
  }

  func state(of id: ID) -> ID? {
    let state = nodes[Int(id)].state
    return state == Self.absent ? nil : state
  }

  func hasItems(_ id: ID) -> Bool { nodes[Int(id)].firstLink != Self.absent }

  /// Whether the items of a container are keys and values in turn.
  func hasKeys(_ id: ID) -> Bool { nodes[Int(id)].hasKeys }

  /// The items of a container.
  func items(of id: ID) -> some Sequence<ID> {
    sequence(state: nodes[Int(id)].firstLink) { [links] link -> ID? in
      guard link != Self.absent else { return nil }
      defer { link = links[Int(link)].next }
      return links[Int(link)].item
    }
  }

  /// The items of a tuple, if it has at most `limit`.
  func tuple(_ id: ID, limit: Int = 64) -> [ID]? {
    guard kind(of: id) == .tuple else { return nil }
    let items = Array(items(of: id).prefix(limit + 1))
    return items.count <= limit ? items : nil
  }
}

extension PickleGraph {
  /// Whether a further node fits.
  var isFull: Bool {
    nodes.count >= Self.largestCount || links.count >= Self.largestCount
  }

  private mutating func add(_ node: Node) -> ID {
    nodes.append(node)
    return ID(nodes.count - 1)
  }

  /// A container without items.
  mutating func addContainer(_ kind: Kind) -> ID { add(Node(kind: kind)) }

  /// None, or a truth value; one node for all of the same value.
  mutating func addConstant(_ kind: Kind, _ value: UInt32 = 0) -> ID {
    if let id = constants[kind]?.first(where: { nodes[Int($0)].first == value }) { return id }
    let id = add(Node(kind: kind, first: value))
    constants[kind, default: []].append(id)
    return id
  }

  mutating func addNumber(_ kind: Kind, bits: UInt64) -> ID {
    add(
      Node(
        kind: kind, first: UInt32(truncatingIfNeeded: bits),
        second: UInt32(truncatingIfNeeded: bits >> 32)))
  }

  /// A string or bytes.
  mutating func addText(_ kind: Kind, _ range: Range<Int>) -> ID {
    add(Node(kind: kind, first: UInt32(range.lowerBound), second: UInt32(range.count)))
  }

  mutating func addGlobal(_ global: Global) -> ID {
    let number = globalNumbers[global] ?? UInt32(globals.count)
    if number == globals.count {
      globals.append(global)
      globalNumbers[global] = number
    }
    return add(Node(kind: .global, first: number))
  }

  mutating func addCall(_ function: ID, _ arguments: ID) -> ID {
    add(Node(kind: .call, first: function, second: arguments))
  }

  mutating func addPersistent(_ tuple: ID) -> ID { add(Node(kind: .persistent, first: tuple)) }

  /// Appends items to a container, with keys or without.
  mutating func append(_ items: some Sequence<ID>, to id: ID, hasKeys: Bool = false) {
    nodes[Int(id)].hasKeys = hasKeys
    for item in items {
      let link = UInt32(links.count)
      links.append(Link(item: item))
      let last = nodes[Int(id)].lastLink
      if last == Self.absent {
        nodes[Int(id)].firstLink = link
      } else {
        links[Int(last)].next = link
      }
      nodes[Int(id)].lastLink = link
    }
  }

  /// Gives an object its state; a second one joins the first.
  mutating func setState(_ state: ID, of id: ID) {
    var whole = state
    if let former = self.state(of: id) {
      whole = addContainer(.tuple)
      append([former, state], to: whole)
    }
    nodes[Int(id)].state = whole
  }
}
