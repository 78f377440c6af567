import Files
import Foundation
import NN
import Testing

struct LearningRateScheduleTests {
  private func check(_ schedule: LearningRateSchedule, _ name: String) throws {
    let golden = try readJSON(goldenFolder("diffusion/optim").appendingPathComponent("lr_schedules.json"))
    let expected = golden[name] as! [String: Any]
    let steps = expected["iterations"] as! [Int]
    let factors = (expected["factor"] as! [NSNumber]).map(\.doubleValue)
    #expect(steps.count == 11 && factors.count == 11)
    for (step, factor) in zip(steps, factors) {
      #expect(abs(schedule.factor(at: step) - factor) <= 1e-14, "step \(step)")
    }
  }

  @Test func `Marigold's exponential matches the reference`() throws {
    try check(.marigold, "iter_exponential")
  }

  @Test func `the cosine with warm-up matches the reference`() throws {
    try check(.cosine(warmUp: 100, total: 2000), "cosine_with_warmup")
  }

  @Test func `linear and constant by hand`() {
    let linear = LearningRateSchedule.linear(warmUp: 10, total: 20)
    #expect([0, 5, 10, 15, 20, 99].map(linear.factor) == [0, 0.5, 1, 0.5, 0, 0])
    #expect([0, 1000].map(LearningRateSchedule.constant().factor) == [1, 1])
    #expect([0, 1, 2, 3].map(LearningRateSchedule.constant(warmUp: 2).factor) == [0, 0.5, 1, 1])
  }

  @Test func `the cosine does not rise again after its end`() {
    #expect(LearningRateSchedule.cosine(warmUp: 0, total: 10).factor(at: 15) == 0)
  }

  @Test func `a schedule goes through JSON`() throws {
    let encoded = try JSONEncoder().encode(LearningRateSchedule.marigold)
    #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: encoded) == .marigold)
  }

  @Test func `a warm-up longer than the training traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = LearningRateSchedule.linear(warmUp: 20, total: 20).factor(at: 30)
    }
  }
}
