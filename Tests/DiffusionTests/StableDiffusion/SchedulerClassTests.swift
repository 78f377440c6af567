import Files
import Foundation
import HazyDepth
import Numerics
import Testing

@Suite struct SchedulerClassTests {
  private func schedule(_ name: String, _ more: String = "") throws -> NoiseSchedule {
    let path = FileManager.default.temporaryDirectory.path + "/scheduler-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(#"{"_class_name": "\#(name)"\#(more)}"#, to: path)
    return try NoiseSchedule(ConfigurationFile(path))
  }

  /// What a file that says nothing but its class means. Source: the signatures of diffusers 0.42.1.
  @Test func `each class has its own defaults`() throws {
    let linear = [
      "PNDM", "EulerDiscrete", "EulerAncestralDiscrete", "LMSDiscrete", "DPMSolverMultistep", "UniPCMultistep",
    ]
    for name in ["DDIM", "DDPM"] + linear {
      let s = try schedule(name + "Scheduler")
      #expect(s.count == 1000 && s.beta_start == 0.0001 && s.beta_end == 0.02 && s.growth == .linear, "\(name)")
      #expect(s.prediction == .epsilon && s.stepsOffset == 0, "\(name)")
      #expect(s.clipSample == (["DDIM", "DDPM"].contains(name) ? 1 : nil), "\(name)")
    }
    for name in ["LCM", "TCD"] {
      let s = try schedule(name + "Scheduler")
      #expect(
        s.beta_start == 0.00085 && s.beta_end == 0.012 && s.growth == .scaledLinear && s.clipSample == nil, "\(name)")
    }
    let heun = try schedule("HeunDiscreteScheduler")
    #expect(heun.beta_end == 0.012 && heun.growth == .linear)
    #expect(try schedule("DDIMScheduler").finalAlphaCumprod == 1)
    let pndm = try schedule("PNDMScheduler")
    #expect(pndm.finalAlphaCumprod == pndm.alphasCumprod[0])
    #expect(try schedule("EulerDiscreteScheduler").spacing == .linspace && pndm.spacing == .leading)
  }

  @Test func `what the file says goes before its class`() throws {
    #expect(try schedule("DDIMScheduler", #", "clip_sample": false"#).clipSample == nil)
    #expect(try schedule("EulerDiscreteScheduler", #", "clip_sample": true, "clip_sample_range": 2"#).clipSample == 2)
    #expect(try schedule("LCMScheduler", #", "beta_schedule": "linear""#).growth == .linear)
  }

  @Test func `a class that is not known is refused by name`() {
    for name in ["FlowMatchEulerDiscreteScheduler", "EDMDPMSolverMultistepScheduler", "DDIM"] {
      let error = #expect(throws: FileError.self) { try schedule(name) }
      #expect(error?.exitCode == 65 && error?.reason.contains("'\(name)', expected one of DDIMScheduler") == true)
    }
  }
}
