import Foundation
import Runs
import Tensors

extension Provenance {
  /// What a manifest tells of this program.
  static func ofThisProgram(threads: Int) -> Provenance {
    Provenance(
      toolVersion: LowRank.version, gitRevision: sourceRevision(), blasKernel: BLAS.kernel,
      threads: threads)
  }

  /// The commit that the program's source folder stands at, read from its files.
  ///
  /// `LOWRANK_HOME` names the folder; an installed program has none.
  private static func sourceRevision() -> String? {
    guard let home = Console.environment("LOWRANK_HOME") else { return nil }
    func text(_ path: String) -> String? {
      (try? String(contentsOfFile: path, encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard let head = text("\(home)/.git/HEAD") else { return nil }
    guard head.hasPrefix("ref: ") else { return head }
    let name = head.dropFirst(5)
    if let revision = text("\(home)/.git/\(name)") { return revision }
    let packed = text("\(home)/.git/packed-refs")?.split(separator: "\n")
    return packed?.first { $0.hasSuffix(" \(name)") }.map { String($0.prefix(40)) }
  }
}
