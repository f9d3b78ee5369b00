import Charts
import Testing

@Suite struct ChartTests {
  @Test("law: equal charts give equal text")
  func deterministic() {
    let table = DataTable(["x": .numbers([1, 2]), "y": .numbers([3, .nan])])
    let chart = Chart.curves(
      name: "a", title: "A", caption: "C", data: table, x: .quantitative("x"),
      y: .quantitative("y"))
    #expect(chart.vegaLite(.light).text == chart.vegaLite(.light).text)
  }
}
