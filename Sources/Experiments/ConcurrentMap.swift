import Dispatch
import Synchronization

/// `elements.map(transform)` on all cores; the order of the results is that of the elements.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Result
) -> [Result] {
  let results = Mutex([Int: Result](minimumCapacity: elements.count))
  DispatchQueue.concurrentPerform(iterations: elements.count) { index in
    let result = transform(elements[index])
    results.withLock { $0[index] = result }
  }
  return results.withLock { found in elements.indices.compactMap { found[$0] } }
}
