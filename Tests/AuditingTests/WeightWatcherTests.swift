import Auditing
import Foundation
import Spectra
import Tensors
import Testing

/// What WeightWatcher says; rebuilt by `Tests/Fixtures/weightwatcher/make.py`.
private struct Layers: Decodable {
  struct Layer: Decodable {
    let name: String
    let shape: [Int]
    let weight: [Double]
    let permuted: [Double]?
    let columns: [String: Double]
  }

  let layers: [Layer]

  static func load() throws -> [Layer] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/weightwatcher/layers.json")
    return try JSONDecoder().decode(Layers.self, from: Data(contentsOf: file)).layers
  }
}

@Suite("WeightWatcher's columns")
struct WeightWatcherTests {
  private func spectrum(_ rows: Int, _ columns: Int, _ entries: [Double]) throws -> [Double] {
    try singularValues(of: Matrix(rows: rows, columns: columns, elements: entries)).values
  }

  private func row(of layer: Layers.Layer, _ selection: MetricSelection) throws -> AuditRow {
    let rows = layer.shape[0]
    let columns = layer.weight.count / rows
    let values = try spectrum(rows, columns, layer.weight)
    var slices: SliceSpectra?
    if layer.shape.count == 4 {
      let (channels, positions) = (layer.shape[1], layer.shape[2] * layer.shape[3])
      let spectra = try (0..<positions).map { place in
        let entries = (0..<(rows * channels)).map { layer.weight[$0 * positions + place] }
        return try spectrum(rows, channels, entries)
      }
      slices = SliceSpectra(rows: rows, columns: channels, values: spectra)
    }
    let nulls = try layer.permuted.map {
      [NullSpectrum(singularValues: try spectrum(rows, columns, $0))]
    }
    let matrix = MeasuredMatrix(
      rows: rows, columns: columns, entries: nil, singularValues: values,
      frobeniusNorm: layer.weight.reduce(0) { $0 + $1 * $1 }.squareRoot(), storageFloor: nil,
      nulls: nulls ?? [], slices: slices)
    return AuditRow(
      identity: .init(name: layer.name, view: "matrix"), file: "model.pt", dtype: "F64",
      shape: layer.shape, rows: rows, columns: columns, metrics: selection.values(of: matrix))
  }

  @Test("oracle: every column of WeightWatcher 0.7.7 on three layers")
  func columns() throws {
    var options = AuditOptions()
    options.compatibility = .weightWatcher
    let layers = try Layers.load()
    let selection = try MetricSelection(options)
    let rows = try layers.map { try row(of: $0, selection) }
    let result = AuditResult(
      files: [], options: options,
      coverage: Coverage(
        tensors: 3, analysed: 3, reasons: [], parameters: 2016, parametersAnalysed: 2016),
      rows: rows, findings: [], refused: [], isInterrupted: false)
    try expectColumns(of: layers, in: result)
  }

  @Test("oracle: the same of a checkpoint, whatever other metrics somebody asks for")
  func checkpoint() throws {
    let layers = try Layers.load()
    let tensors = layers.map { layer in
      Synthetic.tensor(
        layer.name + ".weight", layer.shape,
        layer.weight.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) },
        .float64)
    }
    for metrics in [nil, ["stable_rank"]] {
      var options = AuditOptions()
      options.compatibility = .weightWatcher
      options.metrics = metrics
      let result = try Audit(Synthetic.checkpoint(tensors), options: options)
        .run(hashesFiles: false)
      // The entries are permuted in another way.
      let table = try expectColumns(
        of: layers, in: result, except: ["rand_distance", "ww_softrank", "ww_maxdist"])
      for row in table {
        for name in ["num_spikes", "sigma_mp", "mp_softrank", "bulk_max"] {
          #expect(Double(row[name] ?? "") != nil, "\(row["longname"] ?? "") \(name)")
        }
      }
    }
  }

  /// Compares `weightwatcher.csv` with what WeightWatcher says.
  ///
  /// - Returns: The rows of the file.
  @discardableResult
  private func expectColumns(
    of layers: [Layers.Layer], in result: AuditResult, except excluded: Set<String> = []
  ) throws -> [[String: String]] {
    let lines = try text(AuditDocuments(result).weightWatcher).split(separator: "\r\n")
    try #require(lines.count == 3 + layers.count && layers.count == 3)
    #expect(lines[0].hasPrefix("# ") && lines[0].contains("squares"))
    #expect(lines[1].hasPrefix("# means: log_norm="))
    let names = lines[2].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var rows: [[String: String]] = []
    for (layer, line) in zip(layers, lines.dropFirst(3)) {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let table = Dictionary(uniqueKeysWithValues: zip(names, cells))
      rows.append(table)
      var wrong: [String] = []
      #expect(layer.columns.count >= 25)
      for (name, expected) in layer.columns where !excluded.contains(name) {
        let value = Double(table[name] ?? "") ?? .nan
        // The bound of the specification; theirs come from the Gram matrix, condition up to 350.
        if !(abs(value - expected) <= 1e-8 * abs(expected)) {
          wrong.append("\(layer.name) \(name): \(value) for \(expected)")
        }
      }
      #expect(wrong.sorted() == [])
    }
    return rows
  }

  @Test("law: its values never enter the main table")
  func apart() throws {
    var options = AuditOptions()
    options.compatibility = .weightWatcher
    let names = try MetricSelection(options).metrics.map(\.name)
    #expect(try names == MetricSelection(AuditOptions()).metrics.map(\.name))
  }
}
