import Checkpoints
import Foundation
import Randomness
import Recovery
import RecoveryRuns
import Tensors
import Testing

@Suite struct PlantedFilesTests {
  @Test("law: the observations of the files are those of the answer beside them")
  func consistent() throws {
    let folder = try TemporaryFolder()
    let matrix = try PlantedMatrix(
      rows: 6, columns: 5, spectrum: .gaussianFactors(rank: 2), noise: 0)
    for kind in PlantedFiles.Kind.allCases {
      let path = "\(folder.path)/\(kind)"
      let files = try PlantedFiles.write(
        kind, matrix, fraction: kind == .completion ? 0.9 : 2, seed: SeedPath(root: 1), to: path)
      #expect(files.arguments.first == kind.rawValue)
      let truth = try LowRankMatrix(factorsIn: "\(path)/truth.npz").dense
      switch kind {
      case .completion:
        let data = try CompletionData(
          contentsOf: "\(path)/entries.csv", .init(shape: (6, 5), coverage: .allowingEmptyRows))
        for (row, column, value) in data.entries.entries {
          #expect(abs(truth[row, column] - value) < 1e-13)
        }
      case .sensing:
        let input = try RecoveryInput.sensing(
          operators: "\(path)/operators.npy", measurements: "\(path)/measurements.npy", shape: nil)
        guard case .sensing(let loss, _) = input else { return }
        #expect(loss.observations == 60 && loss.value(at: truth) < 1e-24)
      case .regression:
        let input = try RecoveryInput.regression(
          design: "\(path)/design.npy", responses: "\(path)/responses.npy")
        guard case .regression(let loss, _) = input else { return }
        #expect(loss.observations == 12 && loss.value(at: truth) < 1e-24)
      }
    }
  }

  @Test("law: sensing and regression run like completion, without hidden entries")
  func otherProblems() throws {
    let folder = try TemporaryFolder()
    let matrix = try PlantedMatrix(
      rows: 8, columns: 7, spectrum: .gaussianFactors(rank: 2), noise: 0.05)
    let seed = SeedPath(root: 3)
    let inputs: [RecoveryInput] = [
      .sensing(try matrix.sensing(measurements: 50, seed: seed).problem, source: "planted"),
      .regression(try matrix.regression(samples: 40, seed: seed).problem, source: "planted"),
    ]
    for input in inputs {
      var options = PlantedCompletion.options
      options.selection = .noise(0.05)
      let result = try #require(
        try RecoveryRun(input, options).run(in: "\(folder.path)/\(input.kind)", threads: 2))
      #expect(result.isCertified)
      let truth = try matrix.truth(seed: seed)
      // The noise-aware weight leaves some bias; zero would be an error of 1.
      #expect(try result.matrix.distance(to: truth) / truth.frobeniusNorm < 0.3)
      options.hiddenShare = 0.1
      #expect(throws: RecoveryRunError.self) { try RecoveryRun(input, options) }
    }
  }
}
