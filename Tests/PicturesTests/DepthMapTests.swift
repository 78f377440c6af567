import Pictures
import Testing

@Test func `invalid pixels are those without a finite positive distance, and read as 0 m`() {
  let map = DepthMap(width: 3, height: 2, metres: [1, 0, .nan, .infinity, -2, 7.5])
  #expect(map.valid == [true, false, false, false, false, true])
  #expect(map.metres == [1, 0, 0, 0, 0, 7.5])
  #expect(map.validCount == 2 && map.sorted == [1, 7.5])
  #expect(map[0, 0] == 1 && map[1, 0] == nil && map[2, 1] == 7.5)
}

@Test func `RealDriveSim's top left corner is 1.134 times farther along the ray than along the axis`() {
  let camera = Intrinsics(fx: 2262.52001953125, fy: 2265.3017578125, cx: 1096.97998046875, cy: 513.1370239257812)
  #expect(abs(camera.rayLength(x: 0, y: 0) - 1.1342) < 1e-4)
  #expect(abs(camera.rayLength(x: 1097, y: 513) - 1) < 1e-6)
}

@Test func `planar and radial depth turn into one another`() {
  let camera = Intrinsics(fx: 4, fy: 4, cx: 0, cy: 0)
  // Pixel (3, 0) looks along (3/4, 0, 1), of length 5/4.
  let map = DepthMap(width: 4, height: 1, metres: [8, 0, 8, 8])
  let radial = map.measured(.radial, with: camera)
  #expect(radial.kind == .radial && radial[0, 0] == 8 && radial[1, 0] == nil && radial[3, 0] == 10)
  #expect(radial.measured(.planar, with: camera)[3, 0] == 8)
}

@Test func `planes that do not fit their size, and valid distances that are none, trap`() async {
  await #expect(processExitsWith: .failure) { _ = DepthMap(width: 2, height: 2, metres: [1, 2, 3]) }
  await #expect(processExitsWith: .failure) { _ = DepthMap(width: 1, height: 1, metres: [.nan], valid: [true]) }
  await #expect(processExitsWith: .failure) { _ = Image(width: 1, height: 1, floats: [0, 0.5, 1.5]).bytes }
  await #expect(processExitsWith: .failure) { _ = Intrinsics(fx: 0, fy: 1, cx: 0, cy: 0) }
}
