import ArgumentParser

/// `lowrank recover`: low-rank matrices from incomplete or indirect observations.
struct RecoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Recover a low-rank matrix from what is observed of it.",
    discussion: """
      Minimises ½‖A(X) − y‖² + μ Σ φ(σᵢ(X)) over matrices X. The penalty φ is what a deep ResNet pays \
      for a singular value (resnet-depth-1, resnet-depth-2), or the nuclear norm, log-sum or MCP. Its \
      scale λ leads from the nuclear norm (λ = ∞) towards the rank (λ → 0). Against the nuclear norm \
      the gain can be large; log-sum and MCP are as accurate as the ResNet penalties.

      The weight μ is chosen by cross-validation along a warm-started path. Every result carries its \
      KKT residual: how far it is from a stationary point.

      Examples:
        lowrank recover completion ratings.csv
        lowrank recover completion sample:fashion-mnist --hide 0.5
        lowrank recover planted completion --out problem
        lowrank recover regression --design Z.npy --responses Y.npy

      Exit status: 0 recovered; 1 the KKT residual is above the tolerance; 2 the input cannot be used; \
      130 interrupted, solved points are kept for --resume.
      """,
    subcommands: [
      RecoverCompletionCommand.self, RecoverSensingCommand.self, RecoverRegressionCommand.self,
      RecoverPlantedCommand.self,
    ])
}
