import Files
import NN

/// A class of schedulers whose files can be read: what each takes a key for where its file does not say it. They differ,
/// and a file made afresh by one says less than another needs.
///
/// Only two of them are also sampled by: see `Sampler`. Source: diffusers 0.42, the signatures of the classes.
public enum SchedulerClass: String, Sendable, CaseIterable {
  case ddim = "DDIMScheduler"
  case ddpm = "DDPMScheduler"
  case lcm = "LCMScheduler"
  case pndm = "PNDMScheduler"
  case euler = "EulerDiscreteScheduler"
  case eulerAncestral = "EulerAncestralDiscreteScheduler"
  case heun = "HeunDiscreteScheduler"
  case lms = "LMSDiscreteScheduler"
  case dpmSolver = "DPMSolverMultistepScheduler"
  case dpmSolverSingle = "DPMSolverSinglestepScheduler"
  case uniPC = "UniPCMultistepScheduler"
  case deis = "DEISMultistepScheduler"
  case tcd = "TCDScheduler"
  case kdpm2 = "KDPM2DiscreteScheduler"

  /// What the file says it configures. Throws where it does not say, or names a class that is not known here.
  public init(of file: ConfigurationFile) throws(FileError) {
    guard let found = file.className.flatMap(SchedulerClass.init(rawValue:)) else {
      let known = SchedulerClass.allCases.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        .damaged, file.path, "_class_name is \(file.className.map { "'\($0)'" } ?? "missing"), expected one of \(known)"
      )
    }
    self = found
  }

  /// beta_start, beta_end and beta_schedule.
  var betas: (start: Double, end: Double, growth: NoiseSchedule.Growth) {
    switch self {
    case .lcm, .tcd: (0.00085, 0.012, .scaledLinear)
    case .heun, .kdpm2: (0.00085, 0.012, .linear)
    default: (0.0001, 0.02, .linear)
    }
  }

  /// clip_sample: whether x_0 is held in ±1 while sampling. The others say no, or have no such key.
  var clips: Bool { [.ddim, .ddpm].contains(self) }

  /// set_alpha_to_one. Classes without the key end at x_0 itself.
  var setsAlphaToOne: Bool { self != .pndm }

  var prediction: NoiseSchedule.Prediction { .epsilon }

  var spacing: TimestepSpacing {
    switch self {
    case .ddim, .ddpm, .lcm, .pndm, .tcd: .leading
    default: .linspace
    }
  }
}
