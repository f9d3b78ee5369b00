import Charts
import Testing

@Suite struct JSONValueTests {
  @Test(
    "oracle: numbers as JSON writes them",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (3, "3"), (0.1, "0.1"), (-2.5, "-2.5"), (1e21, "1e+21"),
      (1.5e-7, "1.5e-07"), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
    ])
  func numbers(value: Double, text: String) {
    #expect(JSONValue.number(value).text == text)
  }

  @Test("hostile: every character that JSON forbids is escaped")
  func strings() {
    let value: JSONValue = "a\"b\\c\n\r\t\u{1}\u{2028}é"
    #expect(value.text == #""a\"b\\c\n\r\t\u0001\u2028é""#)
  }

  @Test("law: keys are sorted, and the text ends with the value")
  func objects() {
    let value: JSONValue = ["b": [1, nil, true], "a": ["z": "s", "y": []]]
    #expect(value.text == #"{"a":{"y":[],"z":"s"},"b":[1,null,true]}"#)
    #expect(
      value.prettyText == """
        {
          "a": {"y": [],"z": "s"},
          "b": [1,null,true]
        }
        """)
    #expect(value["a"]?["z"] == "s" && value["b"]?[2] == true && value["b"]?[3] == nil)
  }
}
