/// A matrix that cannot be decomposed, or a decomposition that did not come to an end.
public struct DecompositionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Code: Sendable, Equatable {
    /// An element is NaN or infinite; row and column of the first one, counted from 0.
    case nonFiniteInput(row: Int, column: Int)
    /// The iteration of the routine did not converge; how many values are missing.
    case noConvergence(routine: String, missing: Int)
    /// The question has no answer for a matrix without elements or with zeros only.
    case zeroMatrix
  }

  /// What went wrong.
  public let code: Code
  /// The matrix within a batch, if there was one.
  public let matrix: Int?

  /// One sentence with the next step.
  public var description: String {
    guard let matrix else { return sentence }
    return "Matrix \(matrix) of the batch: " + sentence
  }

  private var sentence: String {
    switch code {
    case .nonFiniteInput(let row, let column):
      "The element in row \(row), column \(column) (counted from 0) is not finite; "
        + "find out where it comes from, or leave the matrix out."
    case .noConvergence(let routine, let missing):
      "\(routine) did not converge (\(missing) values missing); "
        + "scale the matrix to entries near one, or use the other route."
    case .zeroMatrix:
      "The matrix is empty or zero, so it has no normalised spectrum; leave it out."
    }
  }

  /// Creates an error.
  public init(_ code: Code, matrix: Int? = nil) {
    self.code = code
    self.matrix = matrix
  }
}
