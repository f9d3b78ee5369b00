public import Randomness
public import Tensors

/// The effective weights `W_d ... W_1` of random linear networks without biases.
///
/// Every factor is `(width, width)` with independent entries of variance `1/width`.
///
/// - Parameters:
///   - count: How many networks, at least 0.
///   - depth: The number of factors, at least 1.
///   - width: The size of the factors, at least 1.
///   - distribution: The shape of the distribution of the entries.
///   - stream: Where the draws come from; a network takes its factors in the order `W_1 ... W_d`.
/// - Returns: Shape `(count, width, width)`.
public func effectiveWeights(
  ofNetworks count: Int, depth: Int, width: Int, distribution: WeightDistribution = .normal,
  stream: inout RandomStream
) -> MatrixBatch<Double> {
  precondition(depth >= 1 && width >= 1, "products of \(depth) factors of size \(width)")
  let entries = distribution.distribution(variance: 1 / Double(width))
  let size = width * width
  let kernel = ProductKernel<Double>(m: width, n: width, k: width)
  return MatrixBatch(count: count, rows: width, columns: width) { products in
    // One network's factors and a spare product: two to four hundred kilobytes at width 32, depth 16.
    withUnsafeTemporaryAllocation(
      byteCount: (depth + 2) * size * MemoryLayout<Double>.stride, alignment: 64
    ) { scratch in
      let factors = scratch.bindMemory(to: Double.self)
      guard let first = factors.baseAddress, let target = products.baseAddress else { return }
      let (left, right) = (first + depth * size, first + (depth + 1) * size)
      for network in 0..<count {
        stream.fill(UnsafeMutableBufferPointer(rebasing: factors[..<(depth * size)]), from: entries)
        var product = first
        for layer in 1..<max(depth, 1) {
          let destination =
            layer == depth - 1 ? target + network * size : (layer.isMultiple(of: 2) ? left : right)
          kernel(first + layer * size, product, into: destination)
          product = destination
        }
        if depth == 1 { (target + network * size).update(from: first, count: size) }
      }
    }
  }
}
