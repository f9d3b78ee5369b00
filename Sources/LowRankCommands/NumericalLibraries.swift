/// What the linked libraries say of themselves.
enum NumericalLibraries {
  static var blasKernel: String { "unknown" }
  static var smallProducts: String? { nil }
  static var vectorFunctions: String? { nil }
}
