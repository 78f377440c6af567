import Files
import Foundation
import Testing

@testable import Exhibits
@testable import StudyKit

@Suite struct InspectorTests {
  @Test func `sixteen bits keep a depth map to half a step, and what is invalid`() {
    let values: [Float] = [2, 80, 41, .nan, 0, -3, 2.0005]
    let map = QuantisedMap(NumericArray(shape: [1, 7], values: values), .depth())
    #expect(map.low == 2 && abs(map.step - 78 / 65534) < 1e-9)
    #expect(map.numbers[0] == 0 && map.numbers[1] == 65534)
    for k in [0, 1, 2, 6] {
      #expect(abs(map.low + Float(map.numbers[k]) * map.step - values[k]) <= map.step * 0.51)
    }
    #expect(map.numbers[3...5].allSatisfy { $0 == QuantisedMap.invalid })
    let bytes = [UInt8](Data(base64Encoded: map.base64)!)
    #expect(bytes.prefix(4) == [0, 0, 0xfe, 0xff] && bytes.count == 14)
  }

  @Test func `constant maps, maps without a value and thinned maps`() {
    let constant = QuantisedMap(NumericArray(shape: [1, 2], values: [5, 5]), .share)
    #expect(constant.low == 5 && constant.numbers == [0, 0])
    let none = QuantisedMap(NumericArray(shape: [1, 2], values: [.nan, .infinity]), .share)
    #expect(none.numbers == [65535, 65535])
    let nine = NumericArray(shape: [3, 3], values: [0, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(QuantisedMap(nine, step: 2, .share).numbers == [0, 16384, 49151, 65534].map { UInt16($0) })
  }

  private func inspector(_ count: Int) -> Inspector {
    let map = NumericArray(shape: [20, 20], values: (0..<400).map { Float($0) })
    return Inspector(
      "frames", "<b>",
      frames: (0..<count).map { k in
        .init("<script>\(k)", scores: ["\"MAE\"": Double(k)], layers: [.depth("truth `id`", map)])
      })
  }

  @Test func `frames are shown as far as there is room, and the others are counted`() throws {
    var page = ReportPage(folder: "/nonexistent", room: 6000)
    let html = try inspector(5).section(on: &page).html
    let shown = html.components(separatedBy: "<details").count - 1
    #expect(shown >= 1 && shown < 5 && page.room >= 0)
    #expect(html.contains("<p>\(5 - shown) more frames are not shown: the report would grow beyond 10 MB.</p>"))
    #expect(!html.contains("<script>") && html.contains("data-name=\"&quot;MAE&quot;\""))
  }

  @Test func `the first frame is open and all are shown where there is room`() throws {
    var page = ReportPage(folder: "/nonexistent")
    let html = try inspector(3).section(on: &page).html
    #expect(html.components(separatedBy: "<details class=\"frame\" open>").count == 2)
    #expect(html.components(separatedBy: "<details").count == 4 && !html.contains("not shown"))
    #expect(html.contains("data-low=\"1.0\"") && html.contains("data-unit=\"m\""))
  }

  @Test func `frames with other scores than the first trap`() async {
    await #expect(processExitsWith: .failure) {
      let map = NumericArray(shape: [1, 1], values: [1])
      let layers: [Inspector.Layer] = [.share("v", map)]
      _ = Inspector("i", frames: [.init("a", scores: ["x": 1], layers: layers), .init("b", layers: layers)])
    }
  }
}
