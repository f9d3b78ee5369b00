import Foundation
import LowRankBias

// The product of four random 64 × 64 matrices: a linear network of depth 4 at initialisation.
let (width, depth) = (64, 4)
var stream = RandomStream(SeedPath(root: 7) / "readme")
var product = Matrix<Double>.identity(width)
for _ in 1...depth {
  let layer = Matrix<Double>(
    rows: width, columns: width,
    from: .normal(mean: 0, standardDeviation: 1 / Double(width).squareRoot()), using: &stream)
  product = layer.times(product)
}

// Its spectral entropy lies below the largest possible one, log 64, by what theory says.
let measured = try spectralEntropy(of: product) - log(Double(width))
let predicted = FussCatalanLaw(depth: depth).entropyOffsetWeights
print("measured \(measured), predicted \(predicted) in the limit of wide layers")
