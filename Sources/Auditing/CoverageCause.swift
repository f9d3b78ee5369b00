import Checkpoints

extension Coverage {
  /// Why a tensor has no row, or not all of its rows.
  public enum Cause: Hashable, Sendable {
    // MARK: A stated rule or option left it out

    /// `--include`, `--exclude` or a view of `skip`.
    case byOption
    /// `--limit`.
    case beyondLimit
    /// One axis longer than 1.
    case vector
    /// No axis longer than 1.
    case scalar
    /// A stack without matrices.
    case emptyStack
    /// Whole numbers or truth values.
    case integerDtype
    /// Powers of two that scale other tensors.
    case scaleDtype
    /// The state of an optimizer.
    case optimizerState
    /// What the file itself says is no tensor, such as `no npy array`.
    case noTensor(String)
    /// The scale of the named tensor, with which that one was multiplied.
    case scale(of: String)
    /// The same elements as the named tensor.
    case alias(of: String)
    /// Identifiers of the samples of activations.
    case identifiers
    /// Activations that are no real numbers but of the named type.
    case noRealNumbers(String)
    /// Activations with this number of axes.
    case noSamplesByFeatures(axes: Int)
    /// Activations without elements.
    case empty

    // MARK: Nobody can analyse elements of this kind

    /// Elements of less than a byte.
    case packedDtype
    /// Complex numbers.
    case complexDtype
    /// npy elements without a type.
    case voidDtype
    /// A type of this name.
    case unknownDtype(String)
    /// A tensor of PyTorch whose elements are no array of numbers.
    case unsupported(Form)
    /// More elements than are allowed, as said by the text.
    case tooManyElements(String)

    // MARK: The input is not what it should be, or the work did not end

    /// The shard of this name cannot be used.
    case missingShard(String)
    /// The shard of this name does not have it.
    case notInShard(String)
    /// What the file says about it makes no sense, for this reason.
    case invalid(String)
    /// The other one of two checkpoints, A or B, has it and cannot give it.
    case notReadable(in: String)
    /// Some or all of its parts were not measured.
    case unmeasured(Obstacle, parts: Int, of: Int)

    /// Kinds of tensors that PyTorch stores in other ways.
    public enum Form: String, CaseIterable, Hashable, Sendable {
      case quantised, sparse, nested, meta
    }

    /// What ended the work on a matrix.
    public enum Obstacle: String, Hashable, Sendable {
      case interrupted, unreadable
      case svdFailed = "svd failed"
    }
  }
}

// MARK: - What a cause means

extension Coverage.Cause {
  /// What a cause says about the input, on which the exit status depends.
  public enum Consequence: Hashable, Sendable {
    /// A stated rule: nothing is missing.
    case none
    /// The coverage is partial, and nothing is wrong with the input.
    case partial
    /// The input could not be used in full; what to do about it, nil where the file itself was
    /// refused and has a sentence of its own.
    case fault(remedy: String?)
  }

  /// Whether a rule left the tensor out or something prevented it.
  public var kind: Coverage.Reason.Kind { consequence == .none ? .excluded : .skipped }

  /// What follows from it.
  public var consequence: Consequence {
    switch self {
    case .byOption, .beyondLimit, .vector, .scalar, .emptyStack, .integerDtype, .scaleDtype,
      .optimizerState, .noTensor, .scale, .alias, .identifiers, .noRealNumbers,
      .noSamplesByFeatures, .empty:
      .none
    case .packedDtype, .complexDtype, .voidDtype, .unknownDtype, .unsupported, .tooManyElements,
      .notReadable, .unmeasured(.interrupted, _, _):
      .partial
    case .missingShard: .fault(remedy: nil)
    case .notInShard: .fault(remedy: "fetch the shard again, or correct the index")
    case .invalid: .fault(remedy: "copy or save the file again")
    case .unmeasured(.unreadable, _, _):
      .fault(remedy: "check that the file is whole, stays as it is, and can be read; then repeat")
    case .unmeasured(.svdFailed, _, _):
      .fault(remedy: "repeat with --svd direct, which is slower and more robust")
    }
  }

  /// The reason in words, such as `vector` or `missing shard FILE`.
  public var text: String {
    switch self {
    case .byOption: "excluded by option"
    case .beyondLimit: "beyond limit"
    case .vector: "vector"
    case .scalar: "scalar"
    case .emptyStack: "empty stack"
    case .integerDtype: "integer dtype"
    case .scaleDtype: "scale dtype"
    case .optimizerState: "optimizer state"
    case .noTensor(let words), .tooManyElements(let words), .invalid(let words): words
    case .scale(let name): "scale of \(name)"
    case .alias(let name): "alias of \(name)"
    case .identifiers: "identifiers of samples"
    case .noRealNumbers(let type): "no real numbers: \(type)"
    case .noSamplesByFeatures(let axes): "\(axes) axes, not samples by features"
    case .empty: "empty"
    case .packedDtype: "packed dtype"
    case .complexDtype: "complex dtype"
    case .voidDtype: "void dtype"
    case .unknownDtype(let name): "unknown dtype \(name)"
    case .unsupported(let form): form.rawValue
    case .missingShard(let file): "missing shard \(file)"
    case .notInShard(let file): "not in shard \(file)"
    case .notReadable(let side): "not readable in \(side)"
    case .unmeasured(.interrupted, let parts, let all) where parts < all:
      "interrupted after \(all - parts) of \(all) parts"
    case .unmeasured(let obstacle, let parts, let all):
      parts < all ? "\(parts) of \(all) parts \(obstacle.rawValue)" : obstacle.rawValue
    }
  }

  /// Under which words tensors are counted together: the text without names of other tensors.
  public var group: String {
    switch self {
    case .alias: "alias"
    case .scale: "scale"
    default: text
    }
  }
}

// MARK: - From what a file says

extension Coverage.Cause {
  /// What a stored tensor says about itself; nil for one that can be read.
  ///
  /// The only place that knows the words of ``Checkpoints``.
  init?(_ availability: StoredTensor.Availability) {
    switch availability {
    case .readable: return nil
    case .excluded("optimizer state"): self = .optimizerState
    case .excluded(let words): self = .noTensor(words)
    case .skipped("packed dtype"): self = .packedDtype
    case .skipped("complex dtype"): self = .complexDtype
    case .skipped("void dtype"): self = .voidDtype
    case .skipped(let words):
      func rest(after beginning: String) -> String? {
        words.hasPrefix(beginning) ? String(words.dropFirst(beginning.count)) : nil
      }
      if let form = Form(rawValue: words) {
        self = .unsupported(form)
      } else if let name = rest(after: "unknown dtype ") {
        self = .unknownDtype(name)
      } else if let file = rest(after: "missing shard ") {
        self = .missingShard(file)
      } else if let file = rest(after: "not in shard ") {
        self = .notInShard(file)
      } else if words.contains("more than "), words.hasSuffix(" elements") {
        self = .tooManyElements(words)
      } else {
        self = .invalid(words)
      }
    }
  }
}
