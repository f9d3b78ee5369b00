import Checkpoints
import Randomness
public import Recovery
import Runs
import Tensors

/// What is observed of the matrix that is to be recovered.
public enum RecoveryInput: Sendable {
  /// Some of its entries.
  case completion(CompletionData)
  /// Inner products with known matrices; `source` names the files.
  case sensing(SensingLoss, source: String)
  /// Responses to known predictors.
  case regression(RegressionLoss, source: String)

  /// The kind of problem: `completion`, `sensing` or `regression`.
  public var kind: String {
    switch self {
    case .completion: "completion"
    case .sensing: "sensing"
    case .regression: "regression"
    }
  }

  /// Where the data come from.
  public var source: String {
    switch self {
    case .completion(let data): data.source
    case .sensing(_, let source), .regression(_, let source): source
    }
  }

  /// The shape of the matrix.
  public var shape: (rows: Int, columns: Int) {
    switch self {
    case .completion(let data): (data.entries.rows, data.entries.columns)
    case .sensing(let loss, _): (loss.rows, loss.columns)
    case .regression(let loss, _): (loss.rows, loss.columns)
    }
  }

  /// Entries, measurements or samples.
  public var observations: Int {
    switch self {
    case .completion(let data): data.entries.count
    case .sensing(let loss, _): loss.observations
    case .regression(let loss, _): loss.observations
    }
  }

  /// The SHA-256 of all numbers.
  var digest: String {
    var bytes = Array("\(kind) \(shape) \(observations):".utf8)
    func add(_ numbers: some Collection<Double>) {
      bytes.reserveCapacity(bytes.count + 8 * numbers.count)
      for number in numbers {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
      }
    }
    switch self {
    case .completion(let data):
      add(data.entries.values)
      for (row, column, _) in data.entries.entries {
        withUnsafeBytes(of: (UInt32(row), UInt32(column))) { bytes += $0 }
      }
    case .sensing(let loss, _):
      add(loss.measurements.elements)
      add(loss.values)
    case .regression(let loss, _):
      add(loss.predictors.elements)
      add(loss.responses.elements)
    }
    return SHA256.hexadecimal(of: bytes)
  }
}

extension RecoveryOptions {
  /// The root of the draws of a recovery.
  var path: SeedPath { SeedPath(root: seed) / "recover" }
}
