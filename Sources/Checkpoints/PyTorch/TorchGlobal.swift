/// What a function or class means to a reader of tensors, known by its name only.
enum TorchGlobal {
  /// `collections.OrderedDict` and `defaultdict`.
  case dictionary
  /// `torch.Size`, a tuple.
  case size
  /// Functions whose first argument is the tensor.
  case wrapper
  /// `_rebuild_from_type_v2(function, type, arguments, state)`.
  case fromType
  /// `_rebuild_tensor(storage, offset, size, stride)`; the types follow in version 3.
  case tensor(version: Int)
  /// A tensor that is no dense array of numbers: the word for it, and where its arguments hold a
  /// shape.
  case special(String, shape: Int?)
  /// A class of storages.
  case storage(TorchElement)
  /// A type of elements.
  case dtype(TorchElement)
  /// Anything else.
  case opaque

  init(_ global: PickleGraph.Global) {
    if let known = Self.known[global.qualified] {
      self = known
    } else if let element = TorchElement(storage: global) {
      self = .storage(element)
    } else if let element = TorchElement(dtype: global) {
      self = .dtype(element)
    } else {
      self = .opaque
    }
  }

  private static let known: [String: TorchGlobal] = [
    "collections.OrderedDict": .dictionary,
    "collections.defaultdict": .dictionary,
    "torch.Size": .size,
    "torch.nn.parameter.Parameter": .wrapper,
    "torch._utils._rebuild_parameter": .wrapper,
    "torch._utils._rebuild_parameter_with_state": .wrapper,
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": .wrapper,
    "torch._tensor._rebuild_from_type_v2": .fromType,
    "torch._utils._rebuild_tensor": .tensor(version: 1),
    "torch._utils._rebuild_tensor_v2": .tensor(version: 2),
    "torch._utils._rebuild_tensor_v3": .tensor(version: 3),
    "torch._utils._rebuild_qtensor": .special("quantised", shape: 2),
    "torch._utils._rebuild_sparse_tensor": .special("sparse", shape: nil),
    "torch._utils._rebuild_sparse_csr_tensor": .special("sparse", shape: nil),
    "torch._utils._rebuild_nested_tensor": .special("nested", shape: nil),
    "torch._utils._rebuild_meta_tensor_no_storage": .special("meta", shape: 1),
  ]
}
