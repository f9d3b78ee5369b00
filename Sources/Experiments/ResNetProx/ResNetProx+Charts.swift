public import Charts
import Theory

extension ResNetProx {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    [operators(), jumps(outcomes)].compactMap(\.self)
  }

  /// The operators at infinite depth, for steps below and above `λ`.
  private func operators() -> Chart? {
    var table = DataTable()
    for ratio in [0.5, 1.5, 3, 8] {
      for family in ProximalFamily.allCases {
        guard let penalty = try? family.penalty(lambda: 1, blocks: nil) else { return nil }
        let operation = penalty.proximalOperator(step: ratio)
        var last = 0.0
        for index in 0...400 {
          let y = 12 * Double(index) / 400
          let x = operation(y)
          // Growth by 0.2 in a step of 0.03 is a jump: the line has a gap there.
          if x - last > 0.2 { table.append(row(family.rawValue, ratio, y - 0.015, .nan)) }
          table.append(row(family.rawValue, ratio, y, x))
          last = x
        }
      }
      for y in [0, ratio, 12] {
        table.append(row("nuclear", ratio, y, max(0, y - ratio)))
      }
    }
    return .curves(
      name: "resnet-prox", title: "Proximal operators: soft at first, then almost no shrinkage",
      subtitle: "infinite depth, in units of lambda; panels by tau / lambda",
      caption: """
        Minimiser of (x - y)^2 / 2 + tau phi(x). Steps above lambda make it jump; large values \
        are shrunk less and less, unlike by the nuclear norm.
        """,
      data: table, x: .quantitative("y", title: "singular value y"),
      y: .quantitative("x", title: "result x"), color: .nominal("penalty", title: "penalty"),
      panels: .wrapped(by: "panel", columns: 2), width: 260, height: 200)
  }

  private func row(
    _ penalty: String, _ ratio: Double, _ y: Double, _ x: Double
  ) -> KeyValuePairs<String, DataTable.Value> {
    [
      "penalty": .label(penalty), "panel": .label("tau = \(ratio) lambda"), "y": .number(y),
      "x": .number(x),
    ]
  }

  /// How far the operators jump, measured.
  private func jumps(_ outcomes: [Trial: Outcome]) -> Chart {
    var table = DataTable()
    for block in BlockKind.allCases {
      for blocks in [1, 3, 20, nil] {
        for trial in trials {
          guard case .jump(block, blocks, let ratio) = trial, ratio <= 10,
            case .jump(_, let before, let to, _)? = outcomes[trial]
          else { continue }
          table.append([
            "block": .label(block.rawValue),
            "depth": .label(blocks.map { "L = \($0)" } ?? "infinite"), "ratio": .number(ratio),
            "size": .number(to - before < 1e-6 ? 0 : to - before),
          ])
        }
      }
    }
    return .measurements(
      name: "resnet-prox-jumps", title: "Jumps begin where the scalar problem stops being convex",
      subtitle: "measured by calling the operator, in units of lambda",
      caption: "Size of the jump of the proximal operator by its step.", data: table,
      x: .quantitative("ratio", title: "tau / lambda"),
      y: .quantitative("size", title: "size of the jump"),
      color: .nominal("depth", title: "blocks"), panels: .wrapped(by: "block", columns: 2))
  }
}
