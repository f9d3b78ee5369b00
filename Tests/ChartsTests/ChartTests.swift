import Charts
import Foundation
import Testing

@Suite struct ChartTests {
  private let data = DataTable([
    "x": .numbers([1, 2, 1, 2]), "y": .numbers([3, .nan, 1.23456789, 4]),
    "depth": .numbers([16, 16, 2, 2]), "panel": .labels(["b", "b", "a", "a"]),
  ])

  private var chart: Chart {
    .curves(
      name: "curves", title: "T", caption: "C", data: data,
      x: .quantitative("x", scale: .linear(1.0...2.3)), y: .quantitative("y"),
      color: .ordinal("depth"), panels: .grid(row: "panel"))
  }

  @Test("law: equal charts give equal text, and charts survive being stored")
  func deterministic() throws {
    #expect(chart.vegaLite(.light).text == chart.vegaLite(.light).text)
    #expect(chart.vegaLite(.light) != chart.vegaLite(.dark))
    let stored = try JSONDecoder().decode(Chart.self, from: JSONEncoder().encode(chart))
    #expect(stored == chart && stored.vegaLite(.dark).text == chart.vegaLite(.dark).text)
  }

  @Test(
    "oracle: data rounded to six digits, `no value` as null, ordered colours, panels as they come")
  func specification() {
    let specification = chart.vegaLite(.light)
    let rows = specification["data"]?["values"]
    #expect(rows?[1]?["y"] == .null)
    #expect(rows?[2]?["y"] == 1.23457)
    let color = specification["spec"]?["layer"]?[0]?["encoding"]?["color"]
    #expect(color?["scale"]?["domain"] == [2, 16])
    #expect(specification["facet"]?["row"]?["sort"] == ["b", "a"])
    let x = specification["spec"]?["layer"]?[0]?["encoding"]?["x"]
    #expect(x?["scale"]?["domain"] == [1, 2.3])
    #expect(specification["spec"]?["layer"]?[0]?["mark"]?["clip"] == true)
    #expect(specification["config"]?["background"] == "transparent")
  }

  @Test("law: later layers take title and scale of the first that states them")
  func inheritance() {
    let other = DataTable(["n": .numbers([1, 8]), "v": .numbers([1, 2])])
    let chart = Chart(
      name: "two", title: "", caption: "",
      layers: [
        ChartLayer(.line, data: data, x: .quantitative("x"), y: .quantitative("y")),
        ChartLayer(
          .point, data: other, x: .quantitative("n", title: "width", scale: .log2),
          y: .quantitative("v", title: "value")),
      ])
    let specification = chart.vegaLite(.light)
    for layer in 0..<2 {
      let x = specification["layer"]?[layer]?["encoding"]?["x"]
      #expect(x?["title"] == "width" && x?["scale"]?["base"] == 2)
      #expect(specification["layer"]?[layer]?["transform"] != nil)
    }
    #expect(chart.tables.map(\.stem) == ["two", "two-2"])
  }

  @Test("law: a layer without the panel column is in every panel")
  func guides() {
    var chart = chart
    let line = DataTable(["x": .numbers([1, 2]), "y": .numbers([0, 0])])
    chart.layers.append(
      ChartLayer(.line, data: line, x: .quantitative("x"), y: .quantitative("y"), tooltip: []))
    guard case .array(let rows)? = chart.vegaLite(.light)["data"]?["values"] else {
      Issue.record("no rows")
      return
    }
    #expect(rows.count == 4 + 2 * 2)
    #expect(rows.filter { $0["panel"] == "a" }.count == 4)
    #expect(chart.tables.map(\.table) == [data, line])
  }

  @Test("law: whiskers reach as far as they say, but not below zero on logarithmic axes")
  func whiskers() {
    let table = DataTable(["x": .numbers([1, 2]), "m": .numbers([1, 5]), "e": .numbers([2, 1])])
    func low(_ scale: Scale) -> [Double] {
      Chart.measurements(
        name: "m", title: "", caption: "", data: table, x: .quantitative("x"),
        y: .quantitative("m", scale: scale), error: "e"
      ).tables[0].table.numbers("low")
    }
    #expect(low(.linear) == [-1, 4])
    #expect(low(.log10) == [1, 4])
  }

  @Test("law: all marks and factories name only columns that are there")
  func heatMaps() {
    let axis = [0.0, 1, 2]
    let map = HeatMap(label: "f", x: axis, y: axis, values: (0..<9).map(Double.init))
    let chart = Chart.heatMaps(
      name: "h", title: "", caption: "", maps: [map], x: "a", y: "b", value: "v", isolines: 4)
    #expect(chart.tables[0].table.rowCount == 9)
    #expect(chart.tables[1].table.numbers("level").min() == 1.6)
    let guide = ChartLayer.powerLaw(
      2, exponent: -1, over: 1...4, x: .quantitative("n"), y: .quantitative("k"))
    // exp and log round; the law itself is exact.
    #expect(abs((guide.data.numbers("k").last ?? 0) - 0.5) < 1e-12)
  }

  @Test("hostile: an unknown column, an unusable name and an empty chart are the caller's bug")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = ChartLayer(.line, data: DataTable(["x": .numbers([])]), x: .quantitative("z"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Chart(
        name: "../x", title: "", caption: "",
        layers: [ChartLayer(.rule, data: DataTable(["x": .numbers([])]))])
    }
    await #expect(processExitsWith: .failure) {
      _ = Chart(name: "x", title: "", caption: "", layers: [])
    }
    await #expect(processExitsWith: .failure) { _ = Scale(.logarithmic(base: 10), domain: 0...1) }
  }
}
