internal import CBLAS
package import Tensors

extension LayerKernels {
  /// The loss, and its gradient by the outputs in the same pass.
  ///
  /// The value is summed in double, entry after entry of a row, row after row, in a fixed order.
  /// Nothing overflows before the loss itself does. All arrays have shape `(rows, columns)`, neither
  /// of them 0; `gradient` overlaps nothing, without it the value alone is computed.
  package static func loss<Scalar: MatrixScalar>(
    _ loss: Loss, outputs: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>, rows: Int,
    columns: Int, gradient: UnsafeMutablePointer<Scalar>?, atMost set: InstructionSet = .avx512
  ) -> Double {
    if Scalar.self == Double.self {
      lowrank_loss_f64(
        set.level, loss.routine, outputs.f64, targets.f64, rows, columns, gradient?.f64)
    } else {
      lowrank_loss_f32(
        set.level, loss.routine, outputs.f32, targets.f32, rows, columns, gradient?.f32)
    }
  }
}

extension Loss {
  /// The name in C.
  fileprivate var routine: lowrank_loss {
    switch self {
    case .squared: LOWRANK_LOSS_SQUARED
    case .logistic: LOWRANK_LOSS_LOGISTIC
    case .exponential: LOWRANK_LOSS_EXPONENTIAL
    case .crossEntropy: LOWRANK_LOSS_CROSS_ENTROPY
    }
  }
}
