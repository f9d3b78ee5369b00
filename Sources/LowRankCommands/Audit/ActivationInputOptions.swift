public import ArgumentParser
public import Auditing

extension ActivationKernel: ExpressibleByArgument {
  /// Reads a kernel by its name.
  public init?(argument: String) { self.init(argument) }
}

/// Stored activations instead of a checkpoint.
struct ActivationInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Measure stored activations, samples by features, and compare all of them, instead of a "
        + "checkpoint.", valueName: "npz"), completion: .file(extensions: ["npz", "safetensors"]))
  var activations: String?

  @Option(
    help: ArgumentHelp(
      "Kernel of gram_ metrics: linear, cosine, cosine_distance or rbf:<gamma>; linear if not given.",
      valueName: "kernel"))
  var kernel: ActivationKernel?

  @Flag(help: "Take the means off the features of the activations first.")
  var center = false

  func validate() throws {
    if activations == "" { throw ValidationError("--activations must name a file, but is empty.") }
    guard activations != nil || (kernel == nil && !center) else {
      throw ValidationError("--kernel and --center belong to --activations; name a file there.")
    }
  }

  /// What is measured.
  var options: ActivationOptions {
    var options = ActivationOptions()
    if let kernel { options.kernel = kernel }
    options.centering = center ? .mean : .none
    return options
  }
}
