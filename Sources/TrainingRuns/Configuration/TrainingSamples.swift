import Checkpoints
import Datasets
import Runs
import Tensors

/// What a training learns from, and what it is tested on.
struct TrainingSamples<Scalar: MatrixScalar>: Sendable {
  let train: Samples<Scalar>
  /// Absent where the data have no test set.
  let test: Samples<Scalar>?
  /// The SHA-256 of every array that came from a file, by its name; empty for drawn samples.
  ///
  /// They tell whether the files are still those that a checkpoint was trained on.
  private(set) var digests: [String: String] = [:]

  /// Samples that are drawn, or whose digests nobody asks for.
  init(train: Samples<Scalar>, test: Samples<Scalar>?) {
    self.train = train
    self.test = test
  }

  /// The same with digests.
  var digested: TrainingSamples {
    var copy = self
    copy.digests = ["inputs": train.inputs.digest, "targets": train.targets.digest]
    if let test {
      copy.digests["test_inputs"] = test.inputs.digest
      copy.digests["test_targets"] = test.targets.digest
    }
    return copy
  }
}

extension Matrix {
  /// The SHA-256 of the shape and the elements.
  fileprivate var digest: String {
    var bytes = Array("\(rows) x \(columns) \(Scalar.self):".utf8)
    withUnsafeBufferPointer { bytes += UnsafeRawBufferPointer($0) }
    return SHA256.hexadecimal(of: bytes)
  }
}
