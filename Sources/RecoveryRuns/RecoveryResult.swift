import Checkpoints
import Foundation
public import Recovery
import Statistics
import Tensors

/// What a recovery came to.
public struct RecoveryResult: Sendable {
  /// How well what was not used is predicted.
  public struct HeldOut: Hashable, Sendable {
    /// What was not used.
    public enum Kind: String, Codable, Hashable, Sendable {
      /// The entries that were hidden from everything.
      case hidden
      /// The parts that cross-validation set aside, at the chosen point.
      case crossValidation = "cross-validation"
    }

    /// What was not used.
    public let kind: Kind
    /// The root of the mean squared error.
    public let rmse: Double
    /// Its standard error, to first order.
    public let standardError: Double
  }

  /// The folder of the recovery.
  public let folder: String
  /// What was solved, and how.
  public let run: RecoveryRun
  /// The recovered matrix, less offsets if the data were centered.
  public let matrix: LowRankMatrix
  /// The point of the refit that the matrix belongs to.
  public let point: RecoveryPoint
  /// All points: those of the folds, then those of the refit.
  public let points: [RecoveryPoint]
  /// The choice of the weight, if it was chosen by cross-validation.
  public let choice: CrossValidationChoice?
  /// The weights of the path.
  public let weights: [Double]
  /// `μ_max`: from this weight on the zero matrix is stationary.
  public let maximumWeight: Double
  /// `M`.
  public let lipschitz: Double
  /// How well what was not used is predicted; nil if everything was used.
  public let heldOut: HeldOut?
  /// Why the last point of the path is not the one that was asked for, if so.
  public let isCutByRankLimit: Bool

  let certificate: StoredCertificate
  let offsets: Offsets
  /// The entries that were solved from, and those that were hidden; nil for other problems.
  let training: ObservedEntries?
  let hidden: ObservedEntries?

  init(
    run: RecoveryRun, task: any RecoveryTask, whole: any TaskPart, choice: CrossValidationChoice?,
    weights: [Double], session: RecoverySession
  ) throws {
    let refit = session.refit
    guard let point = refit.points.last, let matrix = refit.matrix,
      let certificate = refit.certificate
    else { preconditionFailure("a refit without a point") }
    let completion = task as? CompletionTask
    let part = whole as? CompletionTask.Part
    (self.run, self.matrix, self.point, self.certificate) = (run, matrix, point, certificate)
    self.choice = choice
    folder = session.path
    points = session.points(of: session.names).flatMap(\.self)
    (maximumWeight, lipschitz) = (whole.maximumWeight, whole.lipschitz)
    offsets = part?.offsets ?? .zero
    (training, hidden) = (completion?.entries, completion?.hidden)
    let wanted = choice.map { weights[$0.index] } ?? weights.last ?? 0
    isCutByRankLimit = point.path.weight > wanted
    self.weights = weights
    if let part, let hidden {
      heldOut = HeldOut(.hidden, errors: part.squaredErrors(of: matrix, at: hidden))
    } else {
      heldOut = choice.map { choice in
        HeldOut(
          .crossValidation, choice.errors[choice.index], choice.standardErrors[choice.index])
      }
    }
  }

  /// The number of rows.
  public var rows: Int { matrix.rows }
  /// The number of columns.
  public var columns: Int { matrix.columns }
  /// How many entries were hidden.
  public var hiddenCount: Int { hidden?.count ?? 0 }
  /// How many observations were solved from.
  public var observations: Int { training?.count ?? run.input.observations }
  /// Rows without any entry that was solved from.
  public var emptyRows: Int { training?.countsByRow.count { $0 == 0 } ?? 0 }
  /// Columns without any entry that was solved from.
  public var emptyColumns: Int { training?.countsByColumn.count { $0 == 0 } ?? 0 }

  /// Whether the matrix is stationary to the tolerance that was asked for.
  public var isCertified: Bool { point.path.kktResidual <= run.options.tolerance }

  /// The predicted value of an entry, offsets included.
  public func prediction(_ row: Int, _ column: Int) -> Double {
    matrix[row, column] + offsets.value(row, column)
  }

  // MARK: Files

  func write(to folder: RecoveryFolder, predictions: Predictions) throws {
    var arrays = ["left": NPYArray(matrix.left), "right": NPYArray(matrix.right)]
    if run.options.centering != .none {
      arrays["mean"] = NPYArray([offsets.mean], shape: [])
    }
    if run.options.centering == .rowsColumns {
      arrays["row_offsets"] = NPYArray(offsets.rows)
      arrays["column_offsets"] = NPYArray(offsets.columns)
    }
    try folder.write(NPZFile.encode(arrays, compression: .stored), to: "factors.npz")
    if let text = predictions.text(self) { try folder.write(text, to: "predictions.csv") }
    try folder.write(document, to: "result.json")
  }
}

extension RecoveryResult.HeldOut {
  init(_ kind: Kind, errors: [Double]) {
    let summary = Summary(errors)
    self.init(kind, summary.mean, summary.count > 1 ? summary.standardError : 0)
  }

  /// From a mean squared error; the error of the root is half of the relative one.
  init(_ kind: Kind, _ mean: Double, _ standardError: Double) {
    let rmse = mean.squareRoot()
    self.init(
      kind: kind, rmse: rmse, standardError: rmse > 0 ? standardError / (2 * rmse) : 0)
  }
}
