/// Reads a pickle into a ``PickleGraph``.
///
/// A stack machine, as Python's, that builds nodes in place of objects: where Python would import a
/// function or call it, this one writes down its name.
struct PickleMachine {
  /// The most bytes of a pickle: 256 MiB.
  static let largestSize = 256 << 20

  private let bytes: [UInt8]
  private let name: String
  private var position = 0
  private var opcodeStart = 0
  private var graph: PickleGraph
  private var stack: [PickleGraph.ID] = []
  /// What is remembered, by number; ``mark`` for nothing.
  private var memo: [PickleGraph.ID] = []
  private var memoCount = 0

  /// What `MARK` pushes.
  private static let mark = PickleGraph.ID.max

  private init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
    graph = PickleGraph(text: bytes)
  }

  /// The graph of a pickle.
  ///
  /// - Parameters:
  ///   - bytes: The pickle, at most ``largestSize`` bytes.
  ///   - name: What it is for messages.
  /// - Returns: The graph.
  /// - Throws: ``CheckpointError`` with code `unsupportedPickleOpcode`, `truncated`, `tooLarge`, or
  ///   `invalidHeader` for instructions that make no sense.
  static func graph(of bytes: [UInt8], name: String) throws(CheckpointError) -> PickleGraph {
    precondition(bytes.count <= largestSize, "a pickle of \(bytes.count) bytes")
    var machine = PickleMachine(bytes, name: name)
    while try machine.step() {}
    return machine.graph
  }

  /// Follows one instruction; `false` after the last.
  private mutating func step() throws(CheckpointError) -> Bool {
    opcodeStart = position
    let byte = bytes[try take(1).lowerBound]
    guard let opcode = PickleOpcode(rawValue: byte) else {
      throw CheckpointError(
        .unsupportedPickleOpcode,
        "\(name) uses the pickle instruction 0x\(String(byte, radix: 16)) at byte \(opcodeStart), "
          + "which tensors do not need; save only tensors, with torch.save.")
    }
    guard !graph.isFull, stack.count < PickleGraph.largestCount else { throw tooLarge }
    switch opcode {
    case .stop:
      graph.root = try pop()
      guard stack.isEmpty else { throw invalid("ends with \(stack.count) objects left over") }
      return false
    case .proto:
      let version = bytes[try take(1).lowerBound]
      guard (2...5).contains(version) else {
        throw CheckpointError(
          .unsupported, "\(name) has pickle protocol \(version); save it with protocol 2 to 5.")
      }
    case .frame: _ = try checkedSize(try number(8))
    case .mark: stack.append(Self.mark)
    case .pop:
      guard stack.popLast() != nil else { throw invalid("takes from an empty stack") }
    case .popMark: _ = try popToMark()
    case .binPut: try put(Int(try number(1)))
    case .longBinPut: try put(Int(try number(4)))
    case .memoize: try put(memoCount)
    case .binGet: try get(Int(try number(1)))
    case .longBinGet: try get(Int(try number(4)))
    case .append, .appends, .setItem, .setItems, .addItems, .build: try change(opcode)
    default: stack.append(try value(of: opcode))
    }
    return true
  }

  /// The node that an instruction pushes.
  private mutating func value(of opcode: PickleOpcode) throws(CheckpointError) -> PickleGraph.ID {
    switch opcode {
    case .none: graph.addConstant(.none)
    case .newTrue: graph.addConstant(.bool, 1)
    case .newFalse: graph.addConstant(.bool, 0)
    case .binInt: integer(Int(Int32(truncatingIfNeeded: try number(4))))
    case .binInt1: integer(Int(try number(1)))
    case .binInt2: integer(Int(try number(2)))
    case .long1: try long()
    case .binFloat: graph.addNumber(.float, bits: try number(8).byteSwapped)
    case .binUnicode, .binString: try text(.string, sizeBytes: 4)
    case .shortBinUnicode, .shortBinString: try text(.string, sizeBytes: 1)
    case .binUnicode8: try text(.string, sizeBytes: 8)
    case .binBytes: try text(.bytes, sizeBytes: 4)
    case .shortBinBytes: try text(.bytes, sizeBytes: 1)
    case .emptyTuple: graph.addContainer(.tuple)
    case .emptyList: graph.addContainer(.list)
    case .emptyDict: graph.addContainer(.dictionary)
    case .emptySet: graph.addContainer(.set)
    case .tuple: container(.tuple, try popToMark())
    case .tuple1: container(.tuple, try pop(1))
    case .tuple2: container(.tuple, try pop(2))
    case .tuple3: container(.tuple, try pop(3))
    case .dict: container(.dictionary, try pairs(try popToMark()))
    case .global: graph.addGlobal(.init(module: try line(), name: try line()))
    case .stackGlobal: try stackGlobal()
    case .newObject, .reduce: try call()
    case .binPersID: graph.addPersistent(try pop())
    default: throw invalid("has an instruction out of place")
    }
  }

  /// Instructions that add to what lies below on the stack.
  private mutating func change(_ opcode: PickleOpcode) throws(CheckpointError) {
    let items: [PickleGraph.ID] =
      switch opcode {
      case .append, .build: try pop(1)
      case .setItem: try pop(2)
      case .setItems: try pairs(try popToMark())
      default: try popToMark()
      }
    guard let target = stack.last, target != Self.mark else {
      throw invalid("adds to an empty stack")
    }
    let kind = graph.kind(of: target)
    let fits =
      switch opcode {
      // A class of its own may hold items with keys or without, never both.
      case .append, .appends: kind == .list || (kind == .call && !graph.hasKeys(target))
      case .setItem, .setItems:
        kind == .dictionary
          || (kind == .call && (graph.hasKeys(target) || !graph.hasItems(target)))
      case .addItems: kind == .set || (kind == .call && !graph.hasKeys(target))
      default: [.call, .dictionary, .list, .set, .global].contains(kind)
      }
    guard fits else { throw invalid("adds to an object that holds nothing") }
    if opcode == .build {
      graph.setState(items[0], of: target)
    } else {
      graph.append(items, to: target, hasKeys: opcode == .setItem || opcode == .setItems)
    }
  }
}

extension PickleMachine {
  private mutating func take(_ count: Int) throws(CheckpointError) -> Range<Int> {
    guard count <= bytes.count - position else {
      throw CheckpointError(
        .truncated, "\(name) ends inside its instruction at byte \(opcodeStart); save it again.")
    }
    position += count
    return position - count..<position
  }

  /// A little-endian number of `size` bytes.
  private mutating func number(_ size: Int) throws(CheckpointError) -> UInt64 {
    bytes[try take(size)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func checkedSize(_ size: UInt64) throws(CheckpointError) -> Int {
    guard size <= UInt64(bytes.count - position) else {
      throw CheckpointError(
        .truncated,
        "\(name) declares \(size) bytes at byte \(opcodeStart) and ends before; save it again.")
    }
    return Int(size)
  }

  private mutating func text(
    _ kind: PickleGraph.Kind, sizeBytes: Int
  ) throws(CheckpointError) -> PickleGraph.ID {
    let size = try checkedSize(try number(sizeBytes))
    return graph.addText(kind, try take(size))
  }

  /// The text up to the end of a line.
  private mutating func line() throws(CheckpointError) -> String {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else {
      throw CheckpointError(
        .truncated, "\(name) ends inside a name at byte \(opcodeStart); save it again.")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private mutating func integer(_ value: Int) -> PickleGraph.ID {
    graph.addNumber(.integer, bits: UInt64(bitPattern: Int64(value)))
  }

  private mutating func long() throws(CheckpointError) -> PickleGraph.ID {
    let size = Int(try number(1))
    guard size <= 8 else {
      throw CheckpointError(
        .unsupportedPickleOpcode,
        "\(name) uses the pickle instruction 0x8a at byte \(opcodeStart) for an integer of \(size) "
          + "bytes, more than any length has; save only tensors, with torch.save.")
    }
    let bits = try number(size)
    let unused = 64 - 8 * size
    return integer(size == 0 ? 0 : Int(Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused)))
  }

  private mutating func container(
    _ kind: PickleGraph.Kind, _ items: [PickleGraph.ID]
  ) -> PickleGraph.ID {
    let id = graph.addContainer(kind)
    graph.append(items, to: id, hasKeys: kind == .dictionary)
    return id
  }

  private mutating func stackGlobal() throws(CheckpointError) -> PickleGraph.ID {
    let parts = try pop(2)
    // Longer ones, said again and again, would take forever.
    guard parts.allSatisfy({ graph.stringLength($0) ?? .max <= 1024 }),
      let module = graph.string(parts[0]), let global = graph.string(parts[1])
    else { throw invalid("names a function by something that is no short text") }
    return graph.addGlobal(.init(module: module, name: global))
  }

  private mutating func call() throws(CheckpointError) -> PickleGraph.ID {
    let parts = try pop(2)
    return graph.addCall(parts[0], parts[1])
  }

  private func pairs(_ items: [PickleGraph.ID]) throws(CheckpointError) -> [PickleGraph.ID] {
    guard items.count % 2 == 0 else { throw invalid("has a key without a value") }
    return items
  }

  private mutating func put(_ key: Int) throws(CheckpointError) {
    guard let top = stack.last, top != Self.mark else { throw invalid("remembers nothing") }
    // Numbers follow each other, so there are no more than objects.
    guard key < PickleGraph.largestCount else { throw tooLarge }
    if key >= memo.count {
      memo += repeatElement(Self.mark, count: key + 1 - memo.count)
    }
    if memo[key] == Self.mark { memoCount += 1 }
    memo[key] = top
  }

  private mutating func get(_ key: Int) throws(CheckpointError) {
    guard key < memo.count, memo[key] != Self.mark else {
      throw invalid("refers to object \(key), which is not there")
    }
    stack.append(memo[key])
  }

  private mutating func pop() throws(CheckpointError) -> PickleGraph.ID {
    guard let top = stack.popLast(), top != Self.mark else {
      throw invalid("takes from an empty stack")
    }
    return top
  }

  /// The topmost objects, the lowest first.
  private mutating func pop(_ count: Int) throws(CheckpointError) -> [PickleGraph.ID] {
    var items: [PickleGraph.ID] = []
    for _ in 0..<count { items.append(try pop()) }
    return items.reversed()
  }

  /// The objects above the last mark, the lowest first.
  private mutating func popToMark() throws(CheckpointError) -> [PickleGraph.ID] {
    guard let mark = stack.lastIndex(of: Self.mark) else { throw invalid("lacks a mark") }
    let items = Array(stack[(mark + 1)...])
    stack.removeSubrange(mark...)
    return items
  }

  private var tooLarge: CheckpointError {
    CheckpointError(
      .tooLarge,
      "\(name) describes more than \(PickleGraph.largestCount) objects; save only tensors.")
  }

  private func invalid(_ what: String) -> CheckpointError {
    CheckpointError(
      .invalidHeader, "\(name) \(what) at byte \(opcodeStart); save it again with torch.save.")
  }
}

extension CheckpointError.Code {
  /// A pickle uses an instruction that tensors do not need.
  public static let unsupportedPickleOpcode = Self(description: "unsupportedPickleOpcode")
}
