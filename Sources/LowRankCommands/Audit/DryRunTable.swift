import Auditing
import Checkpoints
import Reporting

/// What an audit would do, from headers alone.
struct DryRunTable {
  private let checkpoint: Checkpoint
  private let plan: AuditPlan
  private let threads: Int
  private let memoryLimit: Int

  init(_ audit: Audit, _ execution: AuditRunOptions) {
    checkpoint = audit.checkpoint
    plan = audit.plan
    threads = execution.work.threadCount
    memoryLimit = execution.work.memoryBytes
  }

  /// One line for each matrix, and what all come to.
  func lines(width: Int, _ ink: Ink) -> [String] {
    let cells = plan.matrices.map { matrix in
      [
        "\(matrix.rows)×\(matrix.columns)", matrix.identity.view.shown,
        checkpoint.tensors[matrix.tensor].typeName.shown, matrix.role.rawValue,
        Self.work(matrix.work), NumberColumn.bytes(matrix.memory + matrix.nullMemory),
      ]
    }
    let heading = ["m×n", "view", "dtype", "role", "work", "memory"]
    let taken = heading.indices.reduce(0) { sum, column in
      sum + 2 + max(heading[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    let names = ShortNames(plan.matrices.map(\.identity.name.shown))
    let title = "tensor" + (names.ending.isEmpty ? "" : " (…\(names.ending))")
    let places = plan.matrices.map { matrix in
      matrix.identity.part.isEmpty || matrix.identity.view.contains("[")
        ? "" : " " + matrix.identity.part.shown
    }
    let room = max(width - taken, title.count)
    let rows = zip(zip(names.full.indices, places), cells).map { row, cells in
      [ShortNames.shortened(names.full[row.0], to: max(6, room - row.1.count)) + row.1] + cells
    }
    let lines = TextTable(header: [title] + heading, left: 1, rows: rows).lines
    return plan.matrices.isEmpty
      ? totals : lines.prefix(1).map(ink.bold) + lines.dropFirst() + [""] + totals
  }

  private static func work(_ amount: Double) -> String {
    NumberColumn.large(Int(min(amount, 0x1p62)))
  }

  /// Files, work and memory.
  private var totals: [String] {
    let bytes = checkpoint.files.reduce(0) { $0 + $1.bytes }
    let memory = plan.memory(threads: threads, limit: memoryLimit)
    let bound = NumberColumn.bytes(memoryLimit)
    return [
      "files   \(checkpoint.files.count), \(NumberColumn.bytes(bytes))",
      "work    \(Self.work(plan.work)) (sum of m·n·min(m, n), with shuffled copies)",
      "memory  about \(NumberColumn.bytes(memory)) with --threads \(threads); bound \(bound)",
    ]
  }
}
