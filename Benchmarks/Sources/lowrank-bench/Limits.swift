import Foundation
import LowRankBias
import MachineLimits

// What the machine can do, measured in the same run: multiply-adds in registers, the products of the
// workloads' shapes on operands that stay in the cache, one large product, copies through memory.

/// GF/s and GB/s over all workers together.
func limits(_ request: Request) throws -> Reply {
  let workers = request.workers
  var results: [String: Double] = [:]
  let (_, seconds) = try timed {
    results["multiply-add float32"] = try rate(workers) { limits_multiply_add_f32(2_000_000) }
    results["multiply-add float64"] = try rate(workers) { limits_multiply_add_f64(2_000_000) }
    results["product 24x32x32 float32"] = try product(workers, 24, 32, 32, Float.self)
    results["product 128x32x32 float32"] = try product(workers, 128, 32, 32, Float.self)
    results["product 32x32x32 float32"] = try product(workers, 32, 32, 32, Float.self)
    results["product 32x32x32 float64"] = try product(workers, 32, 32, 32, Double.self)
    results["product 32x32x128 float64"] = try product(workers, 32, 32, 128, Double.self)
    results["product 256x512x512 float32"] = try product(workers, 256, 512, 512, Float.self)
    results["product 1024x1024x1024 float64"] = try product(workers, 1024, 1024, 1024, Double.self)
    results["copy GB/s"] = try copyRate(workers)
  }
  return Reply(seconds: seconds, results: results.mapValues(Reply.Result.number))
}

/// The best of three of `body`'s operations per nanosecond, summed over the workers.
private func rate(_ workers: Int, _ body: @Sendable () -> Double) throws -> Double {
  try (0..<3).map { _ in
    let (operations, seconds) = try timed { try sideBySide(workers) { _ in body() } }
    return operations.reduce(0, +) / seconds * 1e-9
  }.max() ?? 0
}

private func product<Scalar: MatrixScalar>(
  _ workers: Int, _ m: Int, _ n: Int, _ k: Int, _: Scalar.Type
) throws -> Double {
  let kernel = ProductKernel<Scalar>(m: m, n: n, k: k)
  let operations = 2 * m * n * k
  let repeats = max(1, 4_000_000_000 / operations)
  return try rate(workers) {
    let a = [Scalar](repeating: 0.5, count: m * k)
    let b = [Scalar](repeating: 0.5, count: k * n)
    var c = [Scalar](repeating: 0, count: m * n)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          for _ in 0..<repeats { kernel(a, b, into: c) }
        }
      }
    }
    return Double(repeats) * Double(operations)
  }
}

/// Bytes read plus bytes written per nanosecond, from blocks far larger than the caches.
private func copyRate(_ workers: Int) throws -> Double {
  let bytes = 256 << 20
  let rates = try sideBySide(workers) { _ in
    let source = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let target = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer {
      source.deallocate()
      target.deallocate()
    }
    memset(source, 1, bytes)
    memset(target, 1, bytes)
    let repeats = 8
    let (_, seconds) = timed { for _ in 0..<repeats { limits_copy(target, source, bytes) } }
    return Double(2 * bytes * repeats) / seconds * 1e-9
  }
  return rates.reduce(0, +)
}
