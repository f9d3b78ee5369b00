import Dispatch

/// A large product, in tiles of 64 × 64 elements, each by kernels of libxsmm.
///
/// A unit of work is a panel of 64 columns in a chunk of 256 rows. It copies (or transposes) its
/// part of the right operand into dense memory of 128 KiB, block by block along the sums, and runs
/// down its rows; for few rows a copy does not pay. Threads take whole units, so the bits do not depend on who computes what.
@usableFromInline struct TiledProduct<Scalar: MatrixScalar>: Sendable {
  private let shape: ProductShape
  private let threads: Int
  private let depth: Int
  private let packs: Bool
  private let kernels: [SmallProduct<Scalar>]

  private static var tile: Int { 64 }
  private static var chunk: Int { 256 }

  /// Nil where libxsmm is missing, and where both operands are transposed.
  init?(_ shape: ProductShape, threads: Int) {
    guard shape.transposing != .both else { return nil }
    (self.shape, self.threads) = (shape, threads)
    packs = shape.transposing.right || shape.m > 128
    let longest = 128 * 1024 / (Self.tile * MemoryLayout<Scalar>.stride)
    let blocks = (shape.k + longest - 1) / longest
    depth = (shape.k + blocks - 1) / blocks
    var kernels: [SmallProduct<Scalar>] = []
    for (isLast, isFirst) in [(false, true), (false, false), (true, true), (true, false)] {
      for height in [min(Self.tile, shape.m), Self.remainder(shape.m, Self.tile)] {
        for width in [min(Self.tile, shape.n), Self.remainder(shape.n, Self.tile)] {
          let left = shape.transposing.left
          let block = SmallShape(
            m: height, n: width, k: isLast ? Self.remainder(shape.k, depth) : depth,
            strides: SmallShape.Strides(
              a: left ? shape.m : shape.k, b: packs ? width : shape.n, c: shape.n),
            transposesLeft: left, flipsRight: false, accumulates: !isFirst)
          guard let kernel = Scalar._smallProduct(block) else { return nil }
          kernels.append(kernel)
        }
      }
    }
    self.kernels = kernels
  }

  /// Writes the product into `c`, which overlaps neither operand.
  @usableFromInline func callAsFunction(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, into c: UnsafeMutablePointer<Scalar>
  ) {
    let panels = (shape.n + Self.tile - 1) / Self.tile
    let units = panels * ((shape.m + Self.chunk - 1) / Self.chunk)
    let team = min(threads, units)
    // Units write to disjoint parts of c.
    nonisolated(unsafe) let (a, b, c) = (a, b, c)
    let queue = WorkQueue(count: units)
    if team == 1 { return work(queue, panels: panels, a, b, into: c) }
    DispatchQueue.concurrentPerform(iterations: team) { _ in
      work(queue, panels: panels, a, b, into: c)
    }
  }

  /// Takes units while there are any.
  private func work(
    _ queue: borrowing WorkQueue, panels: Int, _ a: UnsafePointer<Scalar>,
    _ b: UnsafePointer<Scalar>, into c: UnsafeMutablePointer<Scalar>
  ) {
    let bytes = packs ? Self.tile * depth * MemoryLayout<Scalar>.stride : 0
    // Aligned, so that no vector of it straddles a cache line.
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { memory in
      guard let panel = memory.baseAddress?.bindMemory(to: Scalar.self, capacity: Self.tile * depth)
      else { return }
      while let unit = queue.next() {
        let (row, column) = (unit / panels * Self.chunk, unit % panels * Self.tile)
        run(a, b, into: c, row: row, column: column, panel: panel)
      }
    }
  }

  /// One unit: rows from `row` on, columns from `column` on.
  private func run(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, into c: UnsafeMutablePointer<Scalar>,
    row firstRow: Int, column: Int, panel: UnsafeMutablePointer<Scalar>
  ) {
    let (m, n, k) = (shape.m, shape.n, shape.k)
    let width = min(Self.tile, n - column)
    for start in stride(from: 0, to: k, by: depth) {
      let length = min(depth, k - start)
      let right = packs ? UnsafePointer(panel) : b + start * n + column
      if packs {
        pack(b, column: column, width: width, start: start, length: length, into: panel)
      }
      let part = (start + depth >= k ? 2 : 0) + (start > 0 ? 1 : 0)
      for row in stride(from: firstRow, to: min(firstRow + Self.chunk, m), by: Self.tile) {
        let edge = (row + Self.tile > m ? 2 : 0) + (width < Self.tile ? 1 : 0)
        let left = shape.transposing.left ? a + start * m + row : a + row * k + start
        kernels[4 * part + edge].call(left, right, c + row * n + column)
      }
    }
  }

  /// Writes `op(B)` from row `start` and `column` on into `panel`, shape `(length, width)`.
  private func pack(
    _ b: UnsafePointer<Scalar>, column: Int, width: Int, start: Int, length: Int,
    into panel: UnsafeMutablePointer<Scalar>
  ) {
    let (n, k) = (shape.n, shape.k)
    if shape.transposing.right {
      let corner = b + column * k + start
      Scalar._transpose(corner, stride: k, rows: width, columns: length, into: panel)
    } else {
      let target = UnsafeMutableRawPointer(panel)
      let bytes = width * MemoryLayout<Scalar>.stride
      for row in 0..<length {
        (target + row * bytes).copyMemory(from: b + (start + row) * n + column, byteCount: bytes)
      }
    }
  }

  /// The length of the last of the parts of length `part` that make up `whole`.
  private static func remainder(_ whole: Int, _ part: Int) -> Int { (whole - 1) % part + 1 }
}
