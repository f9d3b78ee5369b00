public import Randomness

extension SeedPath {
  /// What random numbers of an audit are for.
  public enum AuditPurpose: String, Sendable {
    /// The permutations of the null model.
    case null
    /// The synthetic samples of `alpha_p`.
    case alpha
  }

  /// `<seed>/audit/<purpose>/<tensor>/<view>/<part>`, where `%` and `/` in names are written `%25`
  /// and `%2F` and an empty one is `%`, so that different matrices have different paths.
  public static func audit(
    _ purpose: AuditPurpose, of matrix: AuditRow.Identity, seed: UInt64
  ) -> SeedPath {
    [matrix.name, matrix.view, matrix.part]
      .reduce(SeedPath(root: seed) / "audit" / purpose.rawValue) { $0 / component($1) }
  }

  private static func component(_ name: String) -> String {
    if name.isEmpty { return "%" }
    var text = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      switch scalar {
      case "%": text.append(contentsOf: "%25".unicodeScalars)
      case "/": text.append(contentsOf: "%2F".unicodeScalars)
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}
