import Driving
import Numerics
import Pictures

/// Many frames on one page: a row each, with the clear picture, the hazy one, depth and transmission side by side.
public struct ContactSheet: Sendable {
  /// Depth in metres that the first and last colour stand for. The range is fixed: two sheets can be compared.
  public var depthRange: ClosedRange<Float> = 0...80
  public var depthColours = ColourMap.turbo
  public var transmissionColours = ColourMap.viridis

  public init() {}

  private static let gap = 6
  private static let header = 16
  private static let footer = 34

  /// The page, in 8-bit RGB. All frames need all four parts, at one size; others, and an empty list, trap.
  public func picture(of frames: [Frame]) -> Image {
    require(!frames.isEmpty, "ContactSheet: no frames")
    let (w, h) = (frames[0].clear?.width ?? 0, frames[0].clear?.height ?? 0)
    let (gap, header, footer) = (ContactSheet.gap, ContactSheet.header, ContactSheet.footer)
    var page = Canvas(width: 4 * w + 5 * gap, height: header + frames.count * (h + gap) + footer)
    let titles = ["clear", "hazy", "depth (m)", "transmission"]
    for (k, title) in titles.enumerated() { page.write(title, x: gap + k * (w + gap) + 2, y: 5) }
    for (row, frame) in frames.enumerated() {
      require(
        frame.clear != nil && frame.hazy != nil && frame.depth != nil && frame.transmission != nil,
        "ContactSheet: frame \(frame.id) needs a clear and a hazy picture, depth and transmission")
      require(
        frame.clear!.width == w && frame.clear!.height == h,
        "ContactSheet: frame \(frame.id) is \(frame.clear!.width) x \(frame.clear!.height), the first \(w) x \(h)")
      let y = header + row * (h + gap)
      func x(_ column: Int) -> Int { gap + column * (w + gap) }
      page.draw(frame.clear!.rgb.bytes, w, h, x: x(0), y: y)
      page.draw(frame.hazy!.rgb.bytes, w, h, x: x(1), y: y)
      page.draw(coloured(frame.depth!), w, h, x: x(2), y: y)
      page.draw(frame.transmission!.values.flatMap { rgb(transmissionColours($0)) }, w, h, x: x(3), y: y)
      caption(&page, frame, x: x(0), y: y + h - 11, hazyX: x(1))
    }
    let y = page.height - footer + 4
    let (low, high) = (depthRange.lowerBound, depthRange.upperBound)
    page.bar(depthColours, x: gap + 2 * (w + gap), y: y, width: w, from: low, to: high, step: (high - low) / 4, " m")
    page.bar(transmissionColours, x: gap + 3 * (w + gap), y: y, width: w, from: 0, to: 1, step: 0.25, "")
    page.write("no depth", x: gap + 2 * (w + gap) - 66, y: y + 2)
    page.fill(x: gap + 2 * (w + gap) - 14, y: y, width: 10, height: 10, ContactSheet.noDepth)
    return Image(width: page.width, height: page.height, bytes: page.bytes)
  }

  private static let noDepth = SIMD3<UInt8>(repeating: 24)

  private func rgb(_ c: SIMD3<UInt8>) -> [UInt8] { [c.x, c.y, c.z] }

  private func coloured(_ depth: DepthMap) -> [UInt8] {
    let (low, span) = (depthRange.lowerBound, depthRange.upperBound - depthRange.lowerBound)
    return depth.metres.indices.flatMap { i in
      rgb(depth.valid[i] ? depthColours((depth.metres[i] - low) / span) : ContactSheet.noDepth)
    }
  }

  private func caption(_ page: inout Canvas, _ frame: Frame, x: Int, y: Int, hazyX: Int) {
    let what = [frame.attributes["kind"], frame.attributes["weather"]].compactMap { $0 }.joined(separator: ", ")
    if !what.isEmpty { page.write(what, x: x + 3, y: y, onBand: true) }
    if let metres = frame.attributes["visibility_m"].flatMap(Double.init) {
      page.write("V = \(Int(metres.rounded())) m", x: hazyX + 3, y: y, onBand: true)
    }
  }
}

extension DrivingWorld {
  /// Six scenes, one of each kind of street and weather where the seed has them, in fog of a mean visibility of 100 m.
  public func contactSheet(width: Int = 320, height: Int = 96) -> Image {
    var kinds: Set<StreetKind> = []
    var weathers: Set<Weather> = []
    var scenes: [Int] = []
    for scene in 0..<400 where scenes.count < 6 {
      let (kind, weather) = (kind(ofScene: scene), weather(ofScene: scene))
      let isNewKind = kinds.insert(kind).inserted
      if isNewKind || (kinds.count == StreetKind.allCases.count && !weathers.contains(weather)) {
        weathers.insert(weather)
        scenes.append(scene)
      }
    }
    let distribution = VisibilityDistribution()
    let frames = scenes.map { scene in
      var random = Generator(seed: seed).stream("visibility", scene)
      return frame(
        scene * framesPerScene, width: width, height: height, fog: Fog(distribution.draw(&random)), sensor: Sensor())
    }
    return ContactSheet().picture(of: frames)
  }
}
