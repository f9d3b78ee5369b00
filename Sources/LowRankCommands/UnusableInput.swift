/// What a verb itself finds unusable: one full sentence that names the thing and says what to do.
struct UnusableInput: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
