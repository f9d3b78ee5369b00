import Dispatch
import Synchronization

/// Seconds per stage of one worker; `mark` books the time since the previous mark.
struct Stages {
  private(set) var seconds: [Double]
  private var last = DispatchTime.now().uptimeNanoseconds

  init(count: Int) { seconds = Array(repeating: 0, count: count) }

  mutating func start() { last = DispatchTime.now().uptimeNanoseconds }

  mutating func mark(_ stage: Int) {
    let now = DispatchTime.now().uptimeNanoseconds
    seconds[stage] += Double(now - last) * 1e-9
    last = now
  }
}

/// Runs `body(worker)` for each worker side by side; the results in the workers' order.
func sideBySide<Value: Sendable>(
  _ workers: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = Mutex([Swift.Result<Value, any Error>?](repeating: nil, count: workers))
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    let result = Swift.Result { try body(worker) }
    results.withLock { $0[worker] = result }
  }
  return try results.withLock { try $0.compactMap { try $0?.get() } }
}

/// The result of `body` and its wall-clock seconds.
func timed<Value>(_ body: () throws -> Value) rethrows -> (value: Value, seconds: Double) {
  let begin = DispatchTime.now().uptimeNanoseconds
  let value = try body()
  return (value, Double(DispatchTime.now().uptimeNanoseconds - begin) * 1e-9)
}

/// Stage seconds, named, as the mean over the workers.
func mean(_ stages: [[Double]], names: [String]) -> [String: Double] {
  Dictionary(
    uniqueKeysWithValues: names.enumerated().map { index, name in
      (name, stages.reduce(0) { $0 + $1[index] } / Double(stages.count))
    })
}
