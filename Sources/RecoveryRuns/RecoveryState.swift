import Checkpoints
import Foundation
import Recovery
import Tensors

/// What a job has reached: its points, and the matrix of the last one, from which the next begins.
///
/// Stored as one npz after every point, in one step: `points` is JSON in bytes, `left`, `right` and
/// `singular_values` are the matrix with all of its bits.
struct RecoveryState {
  var points: [RecoveryPoint] = []
  /// The matrix of the last point.
  var matrix: LowRankMatrix?
  /// What is proven of it.
  var certificate: StoredCertificate?

  /// Nothing is solved.
  init() {}

  /// Whether the last two points predict what was set aside clearly worse than the best one.
  ///
  /// That is by a tenth and by two standard errors. Smaller weights fit the noise even more, and take
  /// longest.
  var isHopeless: Bool {
    let errors = points.compactMap(\.heldOut)
    guard errors.count > 2, let best = errors.min(by: { $0.error < $1.error }) else { return false }
    let bound = max(1.1 * best.error, best.error + 2 * best.standardError)
    return errors.suffix(2).allSatisfy { $0.error > bound }
  }

  /// What a state must fit.
  struct Extent {
    /// The shape of the matrix.
    let rows, columns: Int
    /// How many points the path has.
    let points: Int
    /// Whether the points predict what was set aside.
    let isFold: Bool
  }

  /// Reads a file; nothing is solved where there is none.
  ///
  /// - Throws: ``RecoveryRunError`` with code `damagedState` for anything that
  ///   ``write(to:)`` cannot have written.
  init(_ path: String, fitting extent: Extent) throws(RecoveryRunError) {
    guard access(path, F_OK) == 0 else { return }
    func damaged() -> RecoveryRunError {
      RecoveryRunError(
        .damagedState,
        "\(path) is damaged or was edited; begin anew without --resume.")
    }
    guard let arrays = try? NPZFile.read(path),
      case .uint8(let text)? = arrays["points"]?.storage,
      let stored = try? PointCoding.decoder.decode(Stored.self, from: Data(text)),
      let left = try? arrays["left"]?.matrix(), let right = try? arrays["right"]?.matrix(),
      let values = arrays["singular_values"]?.doubles,
      left.columns == values.count, right.columns == values.count,
      left.rows == extent.rows, right.rows == extent.columns,
      [left.elements, right.elements, values].allSatisfy({ $0.allSatisfy(\.isFinite) }),
      values.allSatisfy({ $0 > 0 }), zip(values, values.dropFirst()).allSatisfy(>=),
      stored.fits(extent, rank: values.count)
    else { throw damaged() }
    points = stored.points
    certificate = stored.certificate
    matrix = LowRankMatrix(left: left, right: right, storedValues: values)
  }

  /// Writes the file.
  func write(to path: String) throws {
    guard let matrix, let certificate else { return }
    let text = try PointCoding.encoder.encode(Stored(points: points, certificate: certificate))
    let arrays = [
      "points": NPYArray(shape: [text.count], storage: .uint8(Array(text))),
      "left": NPYArray(matrix.left), "right": NPYArray(matrix.right),
      "singular_values": NPYArray(matrix.singularValues),
    ]
    try NPZFile.write(arrays, to: path, compression: .stored)
  }

  private struct Stored: Codable {
    let points: [RecoveryPoint]
    let certificate: StoredCertificate

    /// Whether these are the first points of a path, the last of them of this rank.
    func fits(_ extent: Extent, rank: Int) -> Bool {
      1...extent.points ~= points.count && points.map(\.path.index) == Array(points.indices)
        && points.last?.path.rank == rank
        && points.allSatisfy { point in
          point.path.weight > 0 && point.path.seconds >= 0
            && extent.isFold == (point.heldOut != nil)
            && point.heldOut.map { $0.error >= 0 && $0.standardError >= 0 } ?? true
        }
    }
  }
}

/// What is proven about the matrix of a point.
struct StoredCertificate: Codable, Hashable, Sendable {
  let kkt: KKTResidual
  /// `global-minimum`, `convex`, `duality-gap` or `stationary`.
  let kind: String
  /// The bound of the distance, or the gap.
  let value: Double?
  /// The largest singular value left out, and the threshold that it must not exceed.
  let neglected: Double?
  let threshold: Double?

  init(_ solution: RecoverySolution) {
    kkt = solution.kkt
    (kind, value) =
      switch solution.certificate {
      case .globalMinimum(let bound): ("global-minimum", bound)
      case .boundary: ("convex", nil)
      case .dualityGap(let gap): ("duality-gap", gap)
      case .stationary: ("stationary", nil)
      }
    neglected = solution.rankCertificate?.neglected
    threshold = solution.rankCertificate?.threshold
  }
}
