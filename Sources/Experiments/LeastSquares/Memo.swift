import Synchronization

/// Values of a pure function, each computed once: who asks for a value that another thread computes
/// waits for it.
///
/// Since the function is pure, results do not depend on who asks first.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private final class Cell: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private let cells = Mutex<[Key: Cell]>([:])

  func value(for key: Key, _ compute: () throws -> Value) rethrows -> Value {
    let cell = cells.withLock { cells in
      if let cell = cells[key] { return cell }
      let cell = Cell()
      cells[key] = cell
      return cell
    }
    return try cell.value.withLock { value in
      if let value { return value }
      let computed = try compute()
      value = computed
      return computed
    }
  }
}
