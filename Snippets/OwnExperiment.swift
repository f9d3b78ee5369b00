import Foundation
import LowRankBias

// A new activation: |x| folds space at every layer. It keeps the mean square, so its gain is 1.
let fold = CustomActivation(
  name: "fold", gain: 1, function: { abs($0) }, derivative: { $0 < 0 ? -1 : 1 })

// New data: every output is a wave across the input space.
let root = SeedPath(root: 2) / "fold"
func waves(_ samples: Int, _ role: String) -> (inputs: Matrix<Float>, targets: Matrix<Float>) {
  var (crests, points) = (RandomStream(root / "crests"), RandomStream(root / role))
  let normal = Distribution.normal(mean: 0, standardDeviation: 1)
  let directions = Matrix<Float>(rows: 16, columns: 16, from: normal, using: &crests)
  let inputs = Matrix<Float>(rows: samples, columns: 16, from: normal, using: &points)
  return (inputs, inputs.times(directions).map { sin($0 / 4) })
}
let (training, test) = (waves(24, "training"), waves(256, "test"))

// A new measure: how many directions the outputs share their energy among, (Σ σ²)² / Σ σ⁴.
func participation(of outputs: Matrix<Float>) throws -> Double {
  let energies = try singularValues(of: outputs.converted(to: Double.self)).values.map { $0 * $0 }
  let total = energies.reduce(0, +)
  return total * total / energies.reduce(0) { $0 + $1 * $1 }
}

let networks = 32
print("depth  converged  participation ratio on new inputs")
var means: [(label: String, mean: Double, standardError: Double)] = []
for depth in [2, 4, 8, 16] {
  let network = try Architecture.dense(
    inputs: 16, width: 32, outputs: 16, depth: depth, activation: .custom(fold))
  let trainings = try (1...networks).map { number in
    var stream = RandomStream(root / "depth-\(depth)" / "network-\(number)")
    return Trainer(
      from: try network.parameters(.kaiming(.normal), stream: &stream, as: Float.self),
      trainable: network.layout.trainableCount, optimizer: Adam(learningRate: 0.001),
      until: StoppingRule(maximumSteps: 5000, lossBelow: 0.001))
  }
  var fleet = Fleet(network, trainings: trainings, data: [training])
  fleet.advance(threads: 2)
  let converged = fleet.trainings.filter { $0.outcome?.hasReachedLoss ?? false }
  let outputs = converged.map { network.outputs(of: $0.parameters, on: test.inputs) }
  let ratio = Summary(try outputs.map(participation))
  print(
    String(
      format: "%5d   %2d of %d   %.2f ± %.2f", depth, converged.count, networks, ratio.mean,
      ratio.standardError))
  means.append(("depth \(depth)", ratio.mean, ratio.standardError))
}

let claim = Claim.order(
  id: "order/fold", statement: "The participation ratio falls with depth.",
  source: "this experiment", means: means, direction: .decreasing)
print("\(claim.statement.dropLast()): \(claim.verdict?.rawValue ?? "no verdict")")
