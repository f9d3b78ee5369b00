import Checkpoints
import Datasets
import Networks
import Randomness
import Tensors

/// Data that were found to be there: their shape is known, arrays are in memory.
struct DataSource: Sendable {
  private enum Content: Sendable {
    case leastSquares(rank: Int, samples: Int, testSamples: Int, LinearTeacher.Scale)
    case arrays(TrainingSamples<Double>)
    case fashionMNIST(samples: Int, testSamples: Int, folder: String?)
  }

  /// Entries of one input.
  let inputs: Int
  /// Entries of one target.
  let outputs: Int
  /// Training samples.
  let rows: Int
  private let content: Content
  /// The file of every array that comes from one; one for all under the empty name.
  private let files: [String: String]

  /// Looks for the data and reads their shape.
  init(_ form: DataForm, loss: Loss) throws(TrainingRunError) {
    switch form {
    case .leastSquares(let rank, let dimension, let samples, let testSamples, let scale):
      guard loss == .squared else {
        throw TrainingRunError(
          .contradiction,
          "\"loss\" is \"\(loss.rawValue)\", but the targets of \"data\" of the kind "
            + "\"least-squares\" are any numbers; use the loss \"squared\", or other data.")
      }
      (inputs, outputs, rows) = (dimension, dimension, samples)
      self.files = [:]
      content = .leastSquares(rank: rank, samples: samples, testSamples: testSamples, scale)
    case .arrays(let files):
      let samples = try files.samples()
      try samples.train.requireRange(for: loss)
      (inputs, outputs) = (samples.train.inputs.columns, samples.train.targets.columns)
      rows = samples.train.inputs.rows
      content = .arrays(samples)
      self.files = files.paths
    case .fashionMNIST(let samples, let testSamples, let folder):
      do throws(DatasetError) {
        _ = try FashionMNIST.labels(.train, first: samples, in: folder)
        _ = try FashionMNIST.labels(.test, first: testSamples, in: folder)
      } catch { throw TrainingRunError(error) }
      (inputs, outputs, rows) = (FashionMNIST.pixelCount, 10, samples)
      self.files = ["": folder.map { "Fashion-MNIST in \($0)" } ?? "Fashion-MNIST"]
      content = .fashionMNIST(samples: samples, testSamples: testSamples, folder: folder)
    }
  }

  /// Where an array comes from, for a sentence.
  func origin(of array: String) -> String { files[array] ?? files[""] ?? "\"data\"" }

  /// The samples themselves; those that are drawn come from `path`.
  func samples<Scalar: MatrixScalar>(
    for loss: Loss, path: SeedPath, as scalar: Scalar.Type
  ) throws -> TrainingSamples<Scalar> {
    switch content {
    case .leastSquares(let rank, let samples, let testSamples, let scale):
      let teacher = try LinearTeacher(rank: rank, dimension: inputs, scale: scale, path: path)
      let task = RegressionTask<Scalar>(
        teacher: teacher, trainingSamples: samples, testSamples: testSamples, path: path)
      return TrainingSamples(
        train: Samples(inputs: task.trainInputs, targets: task.trainTargets),
        test: Samples(inputs: task.testInputs, targets: task.testTargets))
    case .arrays(let arrays):
      return TrainingSamples(
        train: arrays.train.converted(), test: arrays.test.map { $0.converted() }
      ).digested
    case .fashionMNIST(let samples, let testSamples, let folder):
      func part(_ part: FashionMNIST.Part, _ count: Int) throws -> Samples<Scalar> {
        let labels = try FashionMNIST.labels(part, first: count, in: folder)
        return Samples(
          inputs: try FashionMNIST.images(part, first: count, in: folder, as: scalar),
          targets: classes(labels, absent: loss.hasSigns ? -1 : 0))
      }
      do {
        return TrainingSamples(
          train: try part(.train, samples), test: try part(.test, testSamples)
        ).digested
      } catch let error as DatasetError { throw TrainingRunError(error) }
    }
  }
}

/// One row per label: 1 at its class, `absent` elsewhere; shape `(labels, 10)`.
private func classes<Scalar: MatrixScalar>(_ labels: [Int], absent: Scalar) -> Matrix<Scalar> {
  Matrix(rows: labels.count, columns: 10) { buffer in
    buffer.update(repeating: absent)
    for (row, label) in labels.enumerated() { buffer[row * 10 + label] = 1 }
  }
}

extension Loss {
  /// Whether targets are ±1.
  fileprivate var hasSigns: Bool { self == .logistic || self == .exponential }
}

extension Samples<Double> {
  /// Refuses targets that the loss is not made for.
  fileprivate func requireRange(for loss: Loss) throws(TrainingRunError) {
    func refuse(_ row: Int, _ demand: String) -> TrainingRunError {
      TrainingRunError(
        .invalidValue,
        "The loss \"\(loss.rawValue)\" needs targets that are \(demand), but row \(row) of the "
          + "targets of \"data\" is not; correct the data or choose another loss.")
    }
    switch loss {
    case .squared: return
    case .logistic, .exponential:
      for row in 0..<targets.rows where !targets.row(row).allSatisfy({ abs($0) == 1 }) {
        throw refuse(row, "1 or -1")
      }
    case .crossEntropy:
      for row in 0..<targets.rows {
        let values = targets.row(row)
        let sum = values.reduce(0, +)
        // Probabilities in single precision sum to 1 up to a rounding per class.
        guard values.allSatisfy({ $0 >= 0 }), abs(sum - 1) <= 1e-6 * Double(targets.columns) else {
          throw refuse(row, "probabilities, >= 0 with sum 1")
        }
      }
    }
  }
}

extension TrainingRunError {
  init(_ error: DatasetError) { self.init(.missingData, error.description) }
}

// MARK: - Arrays

extension ArrayFiles {
  /// The file of every array; one for all under the empty name.
  fileprivate var paths: [String: String] {
    switch self {
    case .archive(let path): ["": path]
    case .pair(let inputs, let targets): ["inputs": inputs, "targets": targets]
    }
  }

  /// Reads the files and checks that their shapes fit.
  fileprivate func samples() throws(TrainingRunError) -> TrainingSamples<Double> {
    do throws(CheckpointError) {
      switch self {
      case .pair(let inputs, let targets):
        return TrainingSamples(
          train: try Self.samples(
            try NPYFile.read(inputs), inputs, try NPYFile.read(targets), targets), test: nil)
      case .archive(let path):
        let arrays = try NPZFile.read(path)
        func pair(_ prefix: String) throws(CheckpointError) -> Samples<Double>? {
          let names = ("\(prefix)inputs", "\(prefix)targets")
          guard let inputs = arrays[names.0], let targets = arrays[names.1] else { return nil }
          return try Self.samples(
            inputs, "\(names.0) of \(path)", targets, "\(names.1) of \(path)")
        }
        guard let train = try pair("") else {
          let found = arrays.keys.sorted().joined(separator: ", ")
          throw CheckpointError(
            .invalidHeader,
            "\(path) has no arrays with the names inputs and targets, only \(found); save it with "
              + "numpy.savez(file, inputs=..., targets=...).")
        }
        let test = try pair("test_")
        if let test {
          try Self.requireWidths(test, of: train, path: path)
        }
        return TrainingSamples(train: train, test: test)
      }
    } catch { throw TrainingRunError(.missingData, "\"data\": \(error.message)") }
  }

  private static func samples(
    _ inputs: NPYArray, _ inputsName: String, _ targets: NPYArray, _ targetsName: String
  ) throws(CheckpointError) -> Samples<Double> {
    let samples = Samples(
      inputs: try matrix(inputs, inputsName), targets: try matrix(targets, targetsName))
    guard samples.inputs.rows == samples.targets.rows, samples.inputs.rows > 0 else {
      throw CheckpointError(
        .sizeMismatch,
        "\(inputsName) has \(samples.inputs.rows) rows and \(targetsName) has "
          + "\(samples.targets.rows); there must be one target for each input, and at least one.")
    }
    return samples
  }

  private static func matrix(
    _ array: NPYArray, _ name: String
  ) throws(CheckpointError) -> Matrix<Double> {
    // One number per sample is a column.
    let column = array.shape.count == 1 ? array.shape + [1] : array.shape
    guard column.count == 2, column[1] > 0 else {
      throw CheckpointError(
        .sizeMismatch,
        "\(name) has the shape \(array.shape); give one row per sample: (samples, entries).")
    }
    let matrix = Matrix(rows: column[0], columns: column[1], elements: array.doubles)
    if let place = matrix.firstNonFinite {
      throw CheckpointError(
        .damaged,
        "\(name) is not finite in row \(place.row), column \(place.column); remove that sample.")
    }
    return matrix
  }

  private static func requireWidths(
    _ test: Samples<Double>, of train: Samples<Double>, path: String
  ) throws(CheckpointError) {
    guard test.inputs.columns == train.inputs.columns,
      test.targets.columns == train.targets.columns
    else {
      throw CheckpointError(
        .sizeMismatch, "The test samples of \(path) are not as wide as the training samples.")
    }
  }
}
