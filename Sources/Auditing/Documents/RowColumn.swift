/// The columns of a row before its metrics: which matrix it is and how it was analysed.
///
/// `N` and `M` are the longer and the shorter side, `Q = N/M`, `beta = M/N`.
enum RowColumn: String, CaseIterable {
  case name, file, view, part, role
  case depthIndex = "depth_index"
  case dtype
  case effectiveDtype = "effective_dtype"
  case shape
  case rows = "m"
  case columns = "n"
  case longSide = "N"
  case shortSide = "M"
  case aspect = "Q"
  case ratio = "beta"
  case parameters, sha256, status, notes, driver
  case valuesBelowFloor = "values_below_floor"
  case seconds

  /// A cell.
  enum Value {
    case text(String)
    case texts([String])
    case shape([Int])
    case count(Int)
    case number(Double)
    case none
  }

  /// The cell of a row.
  func value(in row: AuditRow) -> Value {
    let (long, short) = (max(row.rows, row.columns), min(row.rows, row.columns))
    switch self {
    case .name: return .text(row.identity.name)
    case .file: return .text(row.file)
    case .view: return .text(row.identity.view)
    case .part: return .text(row.identity.part)
    case .role: return .text(row.role.rawValue)
    case .depthIndex: return row.depthIndex.map { .count($0) } ?? .none
    case .dtype: return .text(row.dtype)
    case .effectiveDtype: return .text(row.effectiveDtype)
    case .shape: return .shape(row.shape)
    case .rows: return .count(row.rows)
    case .columns: return .count(row.columns)
    case .longSide: return .count(long)
    case .shortSide: return .count(short)
    case .aspect: return short > 0 ? .number(Double(long) / Double(short)) : .none
    case .ratio: return short > 0 ? .number(Double(short) / Double(long)) : .none
    case .parameters: return .count(row.parameters)
    case .sha256: return .text(row.sha256)
    case .status: return .text(row.status.rawValue)
    case .notes: return .texts(row.notes)
    case .driver: return .text(row.driver)
    case .valuesBelowFloor: return .count(row.valuesBelowFloor)
    case .seconds: return .number(row.seconds)
    }
  }
}

extension AuditRow {
  /// The entries of the matrix; of an operator and of a product those of the tensors behind it.
  var parameters: Int {
    let (product, overflow) = rows.multipliedReportingOverflow(by: columns)
    let tensor =
      shape.contains(0)
      ? 0 : shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    return overflow ? tensor : min(product, tensor)
  }

  /// The way to the singular values, the head of the driver: `gram`, `direct`, `frequency`, `lora`
  /// or `subspace`.
  var route: String {
    let head = driver.prefix { $0 != "+" && $0 != " " }
    return head == "tsqr" || head == "dgesvd" || head == "dgesdd" ? "direct" : String(head)
  }
}

extension TextBuffer {
  mutating func cell(_ value: RowColumn.Value) {
    switch value {
    case .text(let text): cell(text)
    case .texts(let texts): cell(texts.joined(separator: "; "))
    case .shape(let shape): cell(shape.map { "\($0)" }.joined(separator: "x"))
    case .count(let count): write(count)
    case .number(let number): write(number)
    case .none: break
    }
  }

  mutating func json(_ value: RowColumn.Value) {
    switch value {
    case .text(let text): json(text)
    case .texts(let texts): json(texts)
    case .shape(let shape): json(shape)
    case .count(let count): write(count)
    case .number(let number): write(number)
    case .none: write("null")
    }
  }
}
