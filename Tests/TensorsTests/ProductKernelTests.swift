import Tensors
import Testing
import _TestSupport

@Suite struct ProductKernelTests {
  @Test(
    "law: the result is written, not added to, and nothing beside it",
    arguments: [(3, 5, 7), (8, 8, 0), (64, 65, 66), (130, 260, 300), (300, 300, 300)],
    [Transposition.none, .left, .right, .both])
  func bounds(shape: (Int, Int, Int), transposing: Transposition) {
    let (m, n, k) = shape
    let a = Matrix<Double>.gaussian(m, k, seed: 1)
    let b = Matrix<Double>.gaussian(k, n, seed: 2)
    let left = transposing == .left || transposing == .both ? a.transposed : a
    let right = transposing == .right || transposing == .both ? b.transposed : b
    let margin = 32
    // NaN before: whatever is read of the old contents shows.
    var memory = [Double](repeating: .nan, count: m * n + 2 * margin)
    let kernel = ProductKernel<Double>(m: m, n: n, k: k, transposing: transposing)
    memory.withUnsafeMutableBufferPointer { c in
      left.withUnsafeBufferPointer { a in
        right.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          kernel(a, b, into: c + margin)
          kernel(a, b, into: c + margin)
        }
      }
    }
    let product = Matrix(rows: m, columns: n, elements: Array(memory[margin..<margin + m * n]))
    #expect(productRatio(product, a, b) <= 2)
    #expect(memory.prefix(margin).allSatisfy(\.isNaN) && memory.suffix(margin).allSatisfy(\.isNaN))
  }

  @Test("law: one kernel serves many threads")
  func concurrency() async {
    let kernel = ProductKernel<Float>(m: 24, n: 24, k: 24, transposing: .right)
    let same = await withTaskGroup(of: Bool.self) { group in
      for seed in 0..<8 as Range<UInt64> {
        group.addTask {
          let a = Matrix<Float>.gaussian(24, 24, seed: seed)
          let expected = a.times(a, transposing: .right)
          return (0..<50).allSatisfy { _ in
            let product = Matrix<Float>(rows: 24, columns: 24) { c in
              a.withUnsafeBufferPointer { a in
                guard let a = a.baseAddress, let c = c.baseAddress else { return }
                kernel(a, a, into: c)
              }
            }
            return product == expected
          }
        }
      }
      return await group.allSatisfy { $0 }
    }
    #expect(same)
  }

  @Test(
    "law: the bits do not depend on the number of threads",
    arguments: [(300, 200, 600), (520, 129, 515), (70, 1000, 1030)],
    [Transposition.none, .left, .right, .both])
  func threads(shape: (Int, Int, Int), transposing: Transposition) {
    let (m, n, k) = shape
    let a = Matrix<Float>.gaussian(m, k, seed: 3)
    let b = Matrix<Float>.gaussian(k, n, seed: 4)
    let left = transposing == .left || transposing == .both ? a.transposed : a
    let right = transposing == .right || transposing == .both ? b.transposed : b
    let products = [1, 2, 3, 8].map { threads in
      let kernel = ProductKernel<Float>(
        m: m, n: n, k: k, transposing: transposing, threads: threads)
      return Matrix<Float>(rows: m, columns: n) { c in
        left.withUnsafeBufferPointer { a in
          right.withUnsafeBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
              return
            }
            kernel(a, b, into: c)
          }
        }
      }
    }
    #expect(products.allSatisfy { $0 == products[0] })
    #expect(productRatio(products[0], a, b) <= 2)
  }

  @Test("hostile: negative sizes, no threads")
  func negative() async {
    await #expect(processExitsWith: .failure) { _ = ProductKernel<Double>(m: -1, n: 2, k: 2) }
    await #expect(processExitsWith: .failure) { _ = ProductKernel<Float>(m: 2, n: 2, k: -2) }
    await #expect(processExitsWith: .failure) {
      _ = ProductKernel<Float>(m: 2, n: 2, k: 2, threads: 0)
    }
  }
}
