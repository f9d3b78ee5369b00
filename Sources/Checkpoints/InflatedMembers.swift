import Foundation

/// The deflated entries of archives that were wanted last, inflated.
///
/// All together, those that are being inflated included, have at most ``capacity`` bytes, or are a
/// single entry; who wants more waits for the others. No entry is inflated by two at once, and nobody
/// waits for an entry that he does not want while there is room.
package final class InflatedMembers: @unchecked Sendable {
  /// What tells entries of all archives apart.
  package typealias Key = ObjectIdentifier

  /// Those of all archives: a quarter of the memory, since auditing takes half of it.
  package static let shared = InflatedMembers(
    capacity: Int(clamping: ProcessInfo.processInfo.physicalMemory / 4))

  /// Bytes.
  private let capacity: Int
  /// More entries than that are not wanted at the same time.
  private let greatestCount = 4 * ProcessInfo.processInfo.activeProcessorCount

  /// Guards all that follows, and tells when it changes.
  private let condition = NSCondition()
  /// The last one was wanted last.
  private var members: [(key: Key, bytes: [UInt8])] = []
  /// The bytes of entries that are being inflated.
  private var pending: [Key: Int] = [:]
  private var total = 0

  /// Remembers up to `capacity` bytes.
  package init(capacity: Int) { self.capacity = capacity }

  /// The contents of an entry of `size` bytes, made unless they are remembered.
  package func contents(
    of key: Key, size: Int, make: () throws(CheckpointError) -> [UInt8]
  ) throws(CheckpointError) -> [UInt8] {
    if let bytes = remembered(key, orReserving: size) { return bytes }
    do {
      let bytes = try make()
      settle(key, bytes)
      return bytes
    } catch {
      settle(key, nil)
      throw error
    }
  }

  /// Forgets an entry.
  package func forget(_ key: Key) {
    condition.withLock {
      guard let index = members.firstIndex(where: { $0.key == key }) else { return }
      release(index)
      condition.broadcast()
    }
  }

  /// The contents of an entry, or nil once there is room for them, which is then taken.
  private func remembered(_ key: Key, orReserving size: Int) -> [UInt8]? {
    condition.withLock {
      while true {
        if let index = members.firstIndex(where: { $0.key == key }) {
          members.append(members.remove(at: index))
          return members.last?.bytes
        }
        if pending[key] == nil {
          while !members.isEmpty, total + size > capacity || members.count >= greatestCount {
            release(0)
          }
          if pending.isEmpty || total + size <= capacity {
            pending[key] = size
            total += size
            return nil
          }
        }
        condition.wait()
      }
    }
  }

  private func release(_ index: Int) { total -= members.remove(at: index).bytes.count }

  /// Notes what became of an entry; nil where it could not be made.
  private func settle(_ key: Key, _ bytes: [UInt8]?) {
    condition.withLock {
      total += (bytes?.count ?? 0) - (pending.removeValue(forKey: key) ?? 0)
      if let bytes { members.append((key, bytes)) }
      condition.broadcast()
    }
  }
}
