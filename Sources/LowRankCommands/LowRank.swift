import ArgumentParser

/// The root of the command tree.
struct LowRank: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "lowrank",
    abstract: "The low-rank bias of deep networks: measured, compared, reported.",
    discussion: """
      Every figure and theorem is a command that ends in published value, measured value and \
      verdict. Results go to standard output, messages to standard error.

      Start here:
        lowrank reproduce              all experiments in some minutes, and a report
        lowrank experiments            what there is
        lowrank recover                a low-rank matrix from what is observed of it
        lowrank audit FILE             spectrum and rank of a trained model
        lowrank diff A B               what changed between two of them
        lowrank doctor                 what this machine gives

      Completions for your shell:
        lowrank --generate-completion-script zsh > ~/.zfunc/_lowrank
        lowrank --generate-completion-script bash > ~/.lowrank-completion

      Exit status: 0 done and every claim held; 1 done but a claim was refuted, \
      a training diverged, a recovery is not stationary or a gate of an audit failed; 2 the input \
      could not be used; 64 wrong usage; 130 interrupted, what was finished is kept.
      """,
    version: version,
    subcommands: [
      ReproduceCommand.self, ExperimentsCommand.self, TrainCommand.self, RecoverCommand.self,
      AuditCommand.self, DiffCommand.self, ReportCommand.self, TheoryCommand.self,
      CostCommand.self, DoctorCommand.self, CiteCommand.self,
    ])
}
