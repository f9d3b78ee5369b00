import ArgumentParser

/// `lowrank cost`: what a residual network pays for a matrix.
struct CostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Compute what a deep ResNet pays for a matrix, exactly.",
    discussion: """
      A linear residual network x -> W_out (I + R_L) ... (I + R_1) W_in x that computes a matrix A \
      has weights of at least the size

        a (|W_in|^2 + |W_out|^2) + b lambda [L] (sum of the squared block weights)
          >= sum of phi(sigma) over the singular values sigma of A,

      with equality for the best weights: between nuclear norm (large lambda) and rank (small \
      lambda, many blocks). The factor L is there for depth-1 blocks (I + W_l) and not for depth-2 \
      blocks (I + V_l U_l). The constants are a = b = 1/2 unless given; they are our choice, and \
      every result names them.

      Examples:
        lowrank cost evaluate --singular-values 3,1,0.2 --lambda 0.5
        lowrank cost evaluate --checkpoint model.safetensors --lambda 0.1
        lowrank cost weights --matrix a.npy --lambda 1 --depth 8 --out w.safetensors
        lowrank cost prox --singular-values 3,1,0.2 --step 0.4 --lambda 0.5
        lowrank cost path --singular-values 3,1,0.2
        lowrank cost lambda-of --weight-decay 1e-4 --block depth-1 --depth 32
      """,
    subcommands: [Evaluate.self, Weights.self, Prox.self, Path.self, LambdaOf.self])
}
