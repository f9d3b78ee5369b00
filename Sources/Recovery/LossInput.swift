import Spectra
import Tensors

// What the losses ask of their input, and the small operations that they share.

/// What becomes of data whose gradient at zero vanishes: zero is their solution for every weight.
package enum TrivialData: Sendable {
  /// They are refused: whoever gives them expects something else.
  case refused
  /// They are taken: a fold of good data may be so.
  case taken
}

func require(
  _ maximumWeight: Double, _ trivial: TrivialData, _ what: String
) throws(RecoveryError) {
  guard maximumWeight > 0 || trivial == .taken else {
    throw RecoveryError(
      .unusableEntries,
      "\(what), so the zero matrix is the answer for every weight: there is nothing to recover.")
  }
}

func requireSome(_ indices: [Int]) throws(RecoveryError) {
  guard !indices.isEmpty else {
    throw RecoveryError(
      .unusableEntries, "No observation is left: a problem needs at least one of them.")
  }
}

extension Matrix<Double> {
  /// Throws with the place of the first element that is not finite.
  func requireFinite(_ name: String) throws(RecoveryError) {
    guard let (row, column) = firstNonFinite else { return }
    throw RecoveryError(
      .invalidValue,
      "The element of the \(name) in row \(row), column \(column) (counted from 0) is "
        + "\(self[row, column]): leave the row out, or fill it in.", entry: row)
  }

  /// The matrix of one column with these elements.
  static func column(_ elements: [Double]) -> Matrix {
    Matrix(rows: elements.count, columns: 1, elements: elements)
  }

  /// Some of the rows, in this order.
  func rows(at indices: [Int]) -> Matrix {
    Matrix(rows: indices.count, columns: columns, elements: indices.flatMap { row($0) })
  }

  /// `Σ aᵢⱼ bᵢⱼ`.
  func inner(_ other: Matrix) -> Double {
    withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
      }
    }
  }
}
