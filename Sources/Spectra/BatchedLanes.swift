package import CBLAS
import Tensors

/// The instruction set that the lane kernels use; one that the machine lacks stands for the best one
/// below it.
package enum LaneInstructions: CaseIterable, Sendable {
  case baseline
  case avx2
  case avx512

  /// Its name in C.
  package var level: lowrank_level {
    switch self {
    case .baseline: LOWRANK_LEVEL_BASELINE
    case .avx2: LOWRANK_LEVEL_AVX2
    case .avx512: LOWRANK_LEVEL_AVX512
    }
  }
}

/// The size of a matrix beyond which LAPACK, whose products are blocked for the caches, takes over.
let laneLimit = 160

/// Scratch memory of the lane kernels.
func withLaneWork<R>(_ doubles: Int, _ body: (UnsafeMutablePointer<Double>) -> R) -> R {
  let memory = UnsafeMutableRawPointer.allocate(
    byteCount: max(doubles, 1) * MemoryLayout<Double>.stride, alignment: 64)
  defer { memory.deallocate() }
  return body(memory.bindMemory(to: Double.self, capacity: max(doubles, 1)))
}

/// Outcomes of the matrices of a batch.
struct LaneOutcomes {
  var status: [UInt8]

  init(count: Int) { status = Array(repeating: UInt8(LOWRANK_LANE_DONE.rawValue), count: count) }

  /// The matrices that a slower routine has to take over.
  var unfinished: [Int] {
    status.indices.filter { status[$0] == UInt8(LOWRANK_LANE_NOT_CONVERGED.rawValue) }
  }

  /// Throws if a matrix has a non-finite element.
  func requireFinite<Scalar>(_ batch: MatrixBatch<Scalar>) throws(DecompositionError) {
    guard let index = status.firstIndex(of: UInt8(LOWRANK_LANE_NOT_FINITE.rawValue)) else { return }
    let place = batch[index % max(batch.count, 1)].firstNonFinite ?? (0, 0)
    throw DecompositionError(
      .nonFiniteInput(row: place.row, column: place.column), matrix: index % max(batch.count, 1))
  }
}
