import Auditing
import Foundation
import Testing

/// Numbers of an independent program; rebuilt by `Reference/metrics_reference.py`.
private struct Reference: Decodable {
  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    let rows: Int
    let columns: Int
    let values: [Double]
    let metrics: [String: Double?]

    var testDescription: String { name }
  }

  let cases: [Case]

  static let all: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Reference/metrics.json")
    guard let data = try? Data(contentsOf: file),
      let reference = try? JSONDecoder().decode(Reference.self, from: data)
    else { return [] }
    return reference.cases
  }()
}

@Suite("Metrics against an independent program")
struct MetricsReferenceTests {
  @Test("oracle: the fixture has twelve spectra")
  func fixture() {
    #expect(Reference.all.count == 12)
  }

  @Test("oracle: every metric of a prescribed spectrum", arguments: Reference.all)
  private func metrics(of reference: Reference.Case) throws {
    var options = AuditOptions()
    options.schattenExponents = [2.0 / 3, 0.5, 1, 3]
    options.compressionRanks = [1, 2, 4, 8, 16, 32]
    options.alphaMinimumTail = 20
    let selection = try MetricSelection(options)
    let largest = reference.values[0]
    let frobenius = reference.values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
    let matrix = MeasuredMatrix(
      rows: reference.rows, columns: reference.columns, entries: nil,
      singularValues: reference.values, frobeniusNorm: largest * frobenius,
      storageFloor: largest * Double(max(reference.rows, reference.columns)) * 0x1p-52)
    let values = selection.values(of: matrix)
    var wrong: [String] = []
    for (name, expected) in reference.metrics {
      let value = values[name]
      // The specification asks for 1e-12. Fitted exponents and quantiles of the law go through
      // hundreds of logarithms, and still meet it.
      let agrees =
        switch (expected, value?.double) {
        case (let a?, let b?): abs(a - b) <= 1e-12 * max(abs(a), abs(b))
        case (nil, nil): value != nil
        default: false
        }
      if !agrees {
        wrong.append("\(name): \(value.map { "\($0)" } ?? "-") for \(expected ?? .nan)")
      }
    }
    #expect(wrong.sorted() == [])
  }
}
