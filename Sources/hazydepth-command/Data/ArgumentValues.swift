import ArgumentParser
import Driving
import Files
import Pictures
import World

/// Rows by columns, as in `96x320`: at most 32768 a side, and 33 million pixels.
struct PictureSize: ExpressibleByArgument, CustomStringConvertible {
  let height: Int
  let width: Int

  init(height: Int, width: Int) { (self.height, self.width) = (height, width) }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard parts.count == 2, parts.allSatisfy({ (1...ReadingLimits.standard.maxSide).contains($0) }),
      parts[0] * parts[1] <= 1 << 25
    else { return nil }
    self.init(height: parts[0], width: parts[1])
  }

  var description: String { "\(height)x\(width)" }
  var defaultValueDescription: String { description }
}

/// Two numbers with the smaller first, as in `0:80`.
struct NumberRange: ExpressibleByArgument {
  let lower: Double
  let upper: Double

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard parts.count == 2, let lower = parts[0], let upper = parts[1], lower >= 0, lower < upper, !upper.isNaN else {
      return nil
    }
    (self.lower, self.upper) = (lower, upper)
  }
}

/// A name and a place, as in `mine=out/depth`.
struct NamedFolder: ExpressibleByArgument {
  let name: String
  let path: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
    name = String(argument[..<sign])
    path = String(argument[argument.index(after: sign)...])
    if path.isEmpty { return nil }
  }
}

/// fx,fy,cx,cy in pixels.
struct CameraNumbers: ExpressibleByArgument {
  let intrinsics: Intrinsics

  init?(argument: String) {
    let k = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard k.count == 4, k.allSatisfy({ abs($0) <= 1e7 }), k[0] >= 1e-3, k[1] >= 1e-3 else { return nil }
    intrinsics = Intrinsics(fx: k[0], fy: k[1], cx: k[2], cy: k[3])
  }
}

extension DatasetLayout: ExpressibleByArgument {}
extension DrivingWorld.Split: ExpressibleByArgument {}
extension Fog.Path: ExpressibleByArgument {}
extension Fog.Blend: ExpressibleByArgument {}
