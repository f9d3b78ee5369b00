import ArgumentParser

/// Two numbers from 1 on, `m,n` or `m×n`.
struct ShapeArgument: ExpressibleByArgument {
  let shape: (rows: Int, columns: Int)

  init?(argument: String) {
    let parts = argument.split(whereSeparator: { ",x×".contains($0) }).map { Int($0) }
    guard parts.count == 2, let rows = parts[0], let columns = parts[1], rows > 0, columns > 0,
      rows < 1 << 31, columns < 1 << 31
    else { return nil }
    shape = (rows, columns)
  }
}
