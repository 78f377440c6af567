import Driving
import Pictures
import Testing
import World

@Suite struct ContactSheetTests {
  @Test func `a sheet shows each frame's four parts in place`() {
    let (w, h) = (64, 24)
    let world = DrivingWorld(seed: 7)
    let frames = [0, 4].map {
      world.frame($0, width: w, height: h, fog: Fog(Visibility(metres: 100)), sensor: Sensor())
    }
    let sheet = ContactSheet().picture(of: frames)
    #expect(sheet.width == 4 * w + 5 * 6 && sheet.height == 16 + 2 * (h + 6) + 34)
    let bytes = sheet.bytes
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
      Array(bytes[(y * sheet.width + x) * 3..<(y * sheet.width + x) * 3 + 3])
    }
    // The upper right corner of each panel, which no caption covers.
    for (row, frame) in frames.enumerated() {
      let (x, y) = (w - 1, 0)
      let top = 16 + row * (h + 6)
      #expect(pixel(6 + x, top + y) == Array(frame.clear!.bytes[(y * w + x) * 3..<(y * w + x) * 3 + 3]))
      #expect(pixel(6 + w + 6 + x, top + y) == Array(frame.hazy!.bytes[(y * w + x) * 3..<(y * w + x) * 3 + 3]))
      let t = ColourMap.viridis(frame.transmission![x, y])
      #expect(pixel(6 + 3 * (w + 6) + x, top + y) == [t.x, t.y, t.z])
      let colour = frame.depth![x, y].map { ColourMap.turbo($0 / 80) } ?? SIMD3(repeating: 24)
      #expect(pixel(6 + 2 * (w + 6) + x, top + y) == [colour.x, colour.y, colour.z])
    }
    #expect(pixel(0, 0) == [255, 255, 255])
  }

  @Test func `the world's own sheet shows six scenes of all kinds`() {
    let sheet = DrivingWorld(seed: 7).contactSheet(width: 48, height: 16)
    #expect(sheet.height == 16 + 6 * 22 + 34)
  }

  @Test func `colour maps start and end in their known colours`() {
    func near(_ a: SIMD3<UInt8>, _ r: Int, _ g: Int, _ b: Int) -> Bool {
      abs(Int(a.x) - r) < 8 && abs(Int(a.y) - g) < 8 && abs(Int(a.z) - b) < 8
    }
    // Matplotlib's and Google's own end points.
    #expect(near(ColourMap.viridis(0), 68, 1, 84) && near(ColourMap.viridis(1), 253, 231, 37))
    #expect(near(ColourMap.viridis(0.5), 33, 145, 140))
    #expect(near(ColourMap.magma(0), 0, 0, 4) && near(ColourMap.magma(1), 252, 253, 191))
    // The authors' polynomial is 19 off their own table here.
    #expect(near(ColourMap.turbo(0.5), 152, 250, 79))
    #expect(ColourMap.turbo(-1) == ColourMap.turbo(0) && ColourMap.turbo(7) == ColourMap.turbo(1))
  }
}
