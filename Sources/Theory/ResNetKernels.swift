import CBLAS
import Dispatch
package import Spectra
import Tensors

// Penalties and proximal operators of many singular values at once, by vector loops; the functions of
// one value stand beside them as their reference.

extension ResNetPenalty {
  /// `φ(σᵢ)`, as ``value(at:)`` gives it, to about `10⁻¹⁴` relative.
  ///
  /// A value that is negative or NaN gives NaN, and infinity gives infinity. The bits do not depend on
  /// the number of threads.
  ///
  /// - Parameters:
  ///   - singularValues: Any number of them, in any order.
  ///   - threads: At least 1.
  /// - Returns: One value each, in the same order.
  public func values(at singularValues: [Double], threads: Int = 1) -> [Double] {
    values(at: singularValues, threads: threads, instructions: .avx512)
  }

  /// `φ'(σᵢ)`, as ``derivative(at:)`` gives it, to about `10⁻¹⁴` relative.
  ///
  /// A value that is negative or NaN gives NaN, and infinity gives 0. The bits do not depend on the
  /// number of threads.
  ///
  /// - Parameters:
  ///   - singularValues: Any number of them, in any order.
  ///   - threads: At least 1.
  /// - Returns: One slope each, in the same order.
  public func derivatives(at singularValues: [Double], threads: Int = 1) -> [Double] {
    derivatives(at: singularValues, threads: threads, instructions: .avx512)
  }

  /// ``values(at:threads:)`` with at most these instructions.
  package func values(
    at singularValues: [Double], threads: Int, instructions: LaneInstructions
  ) -> [Double] {
    let kernel = kernel
    return transform(singularValues, threads: threads) { source, target, count in
      withUnsafePointer(to: kernel) {
        lowrank_penalty_values(instructions.level, $0, source, target, count)
      }
    }
  }

  /// ``derivatives(at:threads:)`` with at most these instructions.
  package func derivatives(
    at singularValues: [Double], threads: Int, instructions: LaneInstructions
  ) -> [Double] {
    let kernel = kernel
    return transform(singularValues, threads: threads) { source, target, count in
      withUnsafePointer(to: kernel) {
        lowrank_penalty_slopes(instructions.level, $0, source, target, count)
      }
    }
  }

  private var kernel: lowrank_penalty {
    lowrank_penalty(
      block: block.kernel, blocks: depth.kernel, lambda: scaledLambda,
      factor: 2 * constants.embedding)
  }
}

extension ResNetProximal {
  /// The minimisers for many singular values, as the operator gives them for one.
  ///
  /// They agree to about `10⁻¹⁴` relative, except beside a jump that has just opened (`r` within
  /// rounding of 1), where the minimiser is ill-conditioned in `y`. Zeros, and the side of a jump, are
  /// the same. A negative value gives 0, NaN gives NaN, infinity gives infinity. The bits do not depend
  /// on the number of threads.
  ///
  /// - Parameters:
  ///   - values: The `y`, any number of them, in any order.
  ///   - threads: At least 1.
  /// - Returns: One point each, in the same order.
  public func callAsFunction(_ values: [Double], threads: Int = 1) -> [Double] {
    callAsFunction(values, threads: threads, instructions: .avx512)
  }

  /// The same with at most these instructions.
  package func callAsFunction(
    _ values: [Double], threads: Int, instructions: LaneInstructions
  ) -> [Double] {
    // Below, the ratio is no normal number. Above, y - τ costs √ratio roundings, which the function of
    // one value avoids.
    guard ratio > 1e-290, ratio < 1e5 else {
      return values.map { $0.isNaN ? $0 : self(max($0, 0)) }
    }
    let kernel = lowrank_proximal(
      block: penalty.block.kernel, blocks: penalty.depth.kernel, lambda: penalty.scaledLambda,
      step: scaledStep, ratio: ratio, zero_end: zeroThreshold, soft_end: softEnd)
    return transform(values, threads: threads) { source, target, count in
      withUnsafePointer(to: kernel) {
        lowrank_proximal_points(instructions.level, $0, source, target, count)
      }
    }
  }
}

extension BlockKind {
  fileprivate var kernel: lowrank_block {
    switch self {
    case .depth1: LOWRANK_DEPTH_1
    case .depth2: LOWRANK_DEPTH_2
    }
  }
}

extension NetworkDepth {
  /// `L`, 0 for infinity.
  fileprivate var kernel: Double {
    switch self {
    case .blocks(let count): Double(count)
    case .infinite: 0
    }
  }
}

/// A new array from `source`, by `function` on pieces that threads take one by one.
private func transform(
  _ source: [Double], threads: Int,
  _ function: @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
) -> [Double] {
  precondition(threads > 0, "Work needs at least one thread, not \(threads).")
  let piece = 4096
  return [Double](unsafeUninitializedCapacity: source.count) { target, initialized in
    source.withUnsafeBufferPointer { source in
      initialized = source.count
      guard let from = source.baseAddress, let into = target.baseAddress, initialized > 0 else {
        return
      }
      let count = source.count
      let units = (count + piece - 1) / piece
      // Pieces are written by one thread each.
      nonisolated(unsafe) let (start, result) = (from, into)
      let queue = WorkQueue(count: units)
      @Sendable func work(_ queue: borrowing WorkQueue) {
        while let unit = queue.next() {
          let first = unit * piece
          function(start + first, result + first, min(piece, count - first))
        }
      }
      let team = min(threads, units)
      if team == 1 { return work(queue) }
      DispatchQueue.concurrentPerform(iterations: team) { _ in work(queue) }
    }
  }
}
