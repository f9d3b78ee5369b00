import Checkpoints
import Foundation
import Synchronization
import Testing

@Suite struct InflatedMembersTests {
  private final class Member: Sendable {}

  private let failure = checkpointError { try SafetensorsFile(decoding: [], name: "x") }

  @Test("law: what was wanted last is remembered, as long as all together fit")
  func recent() throws {
    let store = InflatedMembers(capacity: 250)
    let members = (0..<3).map { _ in Member() }
    var made: [Int] = []
    func want(_ index: Int, size: Int = 100) throws {
      let bytes = try store.contents(of: ObjectIdentifier(members[index]), size: size) {
        () throws(CheckpointError) in
        made.append(index)
        return Array(repeating: UInt8(index), count: size)
      }
      #expect(bytes == Array(repeating: UInt8(index), count: size))
    }
    for index in [0, 1, 0, 1, 0, 2, 0, 1] { try want(index) }
    #expect(made == [0, 1, 2, 1])
    // One alone may be larger than all together.
    try want(2, size: 300)
    try want(0)
    store.forget(ObjectIdentifier(members[0]))
    try want(0)
    #expect(made == [0, 1, 2, 1, 2, 0, 0])
  }

  @Test("hostile: what could not be made takes no room and is tried again")
  func failing() throws {
    let store = InflatedMembers(capacity: 100)
    let member = Member()
    let failure = try #require(failure)
    for _ in 0..<3 {
      let found = checkpointError {
        try store.contents(of: ObjectIdentifier(member), size: 90) {
          () throws(CheckpointError) in throw failure
        }
      }
      #expect(found?.code == failure.code)
    }
    let key = ObjectIdentifier(member)
    #expect(try store.contents(of: key, size: 90) { () throws(CheckpointError) in [7] } == [7])
  }

  @Test("law: two are made at the same time, each once, whoever wants them")
  func concurrent() {
    let store = InflatedMembers(capacity: 1000)
    let members = [Member(), Member()]
    let made = Mutex([0, 0])
    let both = DispatchSemaphore(value: 0)
    // Each waits inside for the other one to begin, which a common lock would never let it.
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      _ = try? store.contents(of: ObjectIdentifier(members[index]), size: 10) {
        () throws(CheckpointError) in
        made.withLock { $0[index] += 1 }
        if index == 0 {
          both.signal()
        } else {
          #expect(both.wait(timeout: .now() + 20) == .success)
        }
        return []
      }
    }
    DispatchQueue.concurrentPerform(iterations: 50) { index in
      _ = try? store.contents(of: ObjectIdentifier(members[index % 2]), size: 10) {
        () throws(CheckpointError) in
        made.withLock { $0[index % 2] += 1 }
        return []
      }
    }
    #expect(made.withLock { $0 } == [1, 1])
  }

  @Test("law: what is being made counts too")
  func bound() {
    let store = InflatedMembers(capacity: 250)
    let members = (0..<8).map { _ in Member() }
    let now = Mutex(0)
    let most = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 400) { index in
      let key = ObjectIdentifier(members[index % 8])
      _ = try? store.contents(of: key, size: 100) { () throws(CheckpointError) in
        let count = now.withLock { now in
          now += 1
          return now
        }
        most.withLock { $0 = max($0, count) }
        defer { now.withLock { $0 -= 1 } }
        return Array(repeating: 0, count: 100)
      }
    }
    #expect(most.withLock { $0 } <= 2)
  }
}
