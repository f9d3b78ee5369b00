import Foundation
import LowRankBias

// A map of rank 4, and fewer samples than it has columns.
let root = SeedPath(root: 3) / "train-one"
let teacher = try LinearTeacher(rank: 4, dimension: 32, scale: .raw, path: root / "teacher")
let task = RegressionTask<Float>(teacher: teacher, trainingSamples: 24, path: root / "data")

// Eight linear layers, their start, and what they are to minimise.
let network = try Architecture.linear(width: 32, depth: 8)
var stream = RandomStream(root / "start")
let start = try network.parameters(.kaiming(.normal), stream: &stream, as: Float.self)
var objective = NetworkObjective(network, inputs: task.trainInputs, targets: task.trainTargets)

// How to step, when to stop, what to watch.
var recorder = SpectrumRecorder<Float>(network, .effectiveWeight, at: .logarithmic(perDecade: 1))
var trainer = Trainer(
  from: start, trainable: network.layout.trainableCount, optimizer: Momentum(learningRate: 0.003),
  until: StoppingRule(maximumSteps: 20_000, lossBelow: 1e-4))
trainer.advance(on: &objective, recorder: &recorder)

for record in recorder.records {
  let entropy = RankMeasures.spectralEntropy(record.singularValues["effective_weight"] ?? [])
  print(String(format: "step %4d   loss %7.4f   entropy %.3f", record.step, record.loss, entropy))
}
if let outcome = trainer.outcome { print(outcome) }
