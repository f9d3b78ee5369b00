import ArgumentParser

/// `lowrank doctor`: what this machine gives, and how to get the rest.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show what this machine gives: processor, BLAS kernel, optional parts, remedies.",
    discussion: """
      Examples:
        lowrank doctor
        lowrank doctor --json
      """)

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let examination = Examination.ofThisMachine()
    if json {
      try Console().result(examination, schema: Examination.schema)
    } else {
      Console().result(examination.table)
    }
  }
}

/// What `lowrank doctor` finds.
struct Examination: Encodable {
  static let schema = "lowrank.doctor/1"

  let findings: [Finding]

  /// One part of the machine or of the installation.
  struct Finding: Encodable {
    /// How good it is.
    enum State: String, Encodable {
      case good
      /// It works, and could work better.
      case improvable
      /// An optional part is not there.
      case missing

      var mark: String {
        switch self {
        case .good: "✓"
        case .improvable: "!"
        case .missing: "–"
        }
      }
    }

    let part: String
    let state: State
    let value: String
    /// What to do, unless it is good.
    let remedy: String?

    static func good(_ part: String, _ value: String) -> Finding {
      Finding(part: part, state: .good, value: value, remedy: nil)
    }

    /// Good if present, otherwise an absence with its consequence and its remedy.
    static func optional(
      _ part: String, _ value: String?, without consequence: String, remedy: String
    ) -> Finding {
      value.map { good(part, $0) }
        ?? Finding(part: part, state: .missing, value: consequence, remedy: remedy)
    }
  }

  /// The findings for a person, within 80 columns.
  var table: String {
    findings.flatMap { finding in
      let head = "\(finding.state.mark) \(finding.part.padded(to: 18))"
      let value = finding.value.wrapped(to: 58).enumerated().map { index, line in
        (index == 0 ? head : String(repeating: " ", count: 20)) + line
      }
      let remedy = finding.remedy.map { "→ \($0)".wrapped(to: 58) } ?? []
      return value + remedy.map { String(repeating: " ", count: 20) + $0 }
    }.joined(separator: "\n")
  }
}
