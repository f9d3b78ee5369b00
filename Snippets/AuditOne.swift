import Foundation
import LowRankBias

// A layer of 200 × 100 with four directions above its noise, stored as any model is.
var stream = RandomStream(SeedPath(root: 6) / "layer")
let left = Matrix<Double>(rows: 200, columns: 4, from: .standardNormal, using: &stream)
let right = Matrix<Double>(rows: 4, columns: 100, from: .standardNormal, using: &stream)
let noise = Matrix<Double>(rows: 200, columns: 100, from: .standardNormal, using: &stream)
let layer = left.times(right) + noise
let path = NSTemporaryDirectory() + "audit-one.safetensors"
let values = layer.withUnsafeBufferPointer { $0.map(Float.init) }
let weight = NPYArray(shape: [200, 100], storage: .float32(values))
try SafetensorsFile(tensors: ["mlp.weight": weight]).write(to: path)

// Every tensor of the file, as a value.
let result = try Audit(Checkpoint(opening: path)).run()
for row in result.rows {
  let spikes = row.metrics["mp_num_spikes"]?.double ?? .nan
  let sigma = row.metrics["mp_sigma"]?.double ?? .nan
  print("\(row.identity.name): \(spikes) spikes above noise of \(sigma)")
}
