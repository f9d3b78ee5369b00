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
  /// The whole solution of the last point, if it was solved by this process.
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

  /// Reads a file; nothing is solved where there is none.
  init(_ path: String) throws(RecoveryRunError) {
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
      left.columns == values.count, right.columns == values.count, !stored.points.isEmpty
    else { throw damaged() }
    points = stored.points
    certificate = stored.certificate
    matrix = LowRankMatrix(left: left, right: right, storedValues: values)
  }

  /// Writes the file.
  func write(to path: String) throws {
    guard let matrix else { return }
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
    let certificate: StoredCertificate?
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
