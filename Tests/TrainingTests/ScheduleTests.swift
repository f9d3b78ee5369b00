import Foundation
import Testing
import Training

@Suite struct ScheduleTests {
  static let all: [Schedule] = [
    .constant, .steps(at: [0.5, 0.75]), .cosine(floor: 0.25), .linear(),
    .warmUp(over: 0.1, then: .cosine()),
  ]

  @Test("oracle: factors worked out by hand")
  func factors() {
    func factors(_ schedule: Schedule, _ steps: [Int]) -> [Double] {
      steps.map { schedule.factor(step: $0, of: 100) }
    }
    #expect(factors(.constant, [0, 50, 100, 200]) == [1, 1, 1, 1])
    #expect(
      factors(.steps(at: [0.5, 0.75], factor: 0.5), [0, 49, 50, 74, 75, 99]) == [
        1, 1, 0.5, 0.5, 0.25, 0.25,
      ])
    #expect(factors(.linear(floor: 0.5), [0, 50, 100, 150]) == [1, 0.75, 0.5, 0.5])
    #expect(factors(.warmUp(over: 0.1), [0, 4, 9, 10, 99]) == [0.1, 0.5, 1, 1, 1])
    // cos of a third of pi is a half.
    let cosine = Schedule.cosine(floor: 0.2)
    #expect(abs(cosine.factor(step: 30, of: 90) - (0.2 + 0.8 * 0.75)) < 1e-15)
    #expect(
      cosine.factor(step: 0, of: 90) == 1 && abs(cosine.factor(step: 90, of: 90) - 0.2) < 1e-15)
    // The other schedule's time begins with the end of the warm-up.
    let warm = Schedule.warmUp(over: 0.1, then: cosine)
    #expect(warm.factor(step: 40, of: 100) == cosine.factor(step: 30, of: 90))
  }

  @Test("law: a schedule survives coding; what is left out has its default")
  func coding() throws {
    for schedule in Self.all {
      let data = try JSONEncoder().encode(schedule)
      #expect(try JSONDecoder().decode(Schedule.self, from: data) == schedule)
    }
    #expect(try read(#"{"name": "cosine"}"#) == .cosine())
    #expect(try read(#"{"name": "warm_up", "over": 0.1}"#) == .warmUp(over: 0.1))
  }

  @Test(
    "hostile: a wrong schedule is refused with a sentence",
    arguments: [
      (#"{"name": "sinus"}"#, TrainingError.Code.unknownName),
      (#"{"name": "cosine", "flor": 0}"#, .unknownKey),
      (#"{"name": "constant", "floor": 0}"#, .unknownKey),
      (#"{"name": "steps"}"#, .missingKey),
      (#"{"name": "steps", "at": [2]}"#, .invalidValue),
      (
        #"{"name": "warm_up", "over": 0.1, "then": {"name": "cosine", "floor": -1}}"#, .invalidValue
      ),
    ])
  func refusals(text: String, code: TrainingError.Code) {
    let error = #expect(throws: TrainingError.self) { try read(text) }
    #expect(error?.code == code)
  }

  @Test("hostile: a training of no steps")
  func empty() {
    for schedule in Self.all {
      #expect(schedule.factor(step: 0, of: 0).isFinite)
    }
  }

  private func read(_ text: String) throws -> Schedule {
    try JSONDecoder().decode(Schedule.self, from: Data(text.utf8))
  }
}
