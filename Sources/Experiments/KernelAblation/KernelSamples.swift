import Spectra
import Statistics

/// The effective ranks of all networks, by kernel, kind and stage.
struct KernelSamples {
  private struct Key: Hashable {
    let kernel: FeatureKernel
    let network: KernelAblation.Network
    let isTrained: Bool
  }

  private var values: [Key: [Double]] = [:]

  init(of experiment: KernelAblation, outcomes: [KernelAblation.Trial: KernelAblation.Outcome]) {
    for trial in experiment.trials {
      guard let outcome = outcomes[trial] else { continue }
      for (kernel, entropies) in zip(FeatureKernel.allCases, outcome.entropies) {
        let key = Key(kernel: kernel, network: trial.network, isTrained: trial.stage.isTrained)
        values[key, default: []] += entropies
      }
    }
  }

  /// The mean rank of a kernel; not finite where a network diverged.
  func summary(
    _ kernel: FeatureKernel, _ network: KernelAblation.Network, isTrained: Bool
  ) -> Summary {
    Summary(values[Key(kernel: kernel, network: network, isTrained: isTrained)] ?? [])
  }
}
