import Files
import Foundation
import Pictures
import Testing

@testable import Exhibits
@testable import StudyKit

@Suite struct PanelTests {
  private func pixel(_ page: Page, _ x: Int, _ y: Int) -> [UInt8] {
    Array(page.bytes[(y * page.width + x) * 3..<(y * page.width + x) * 3 + 3])
  }

  private func grey(_ x: UInt8) -> [UInt8] { [x, x, x] }

  @Test func `a tile is enlarged by a whole factor and keeps its values`() {
    let picture = NumericArray(shape: [2, 3], values: [0, 0.2, 0.4, 0.6, 0.8, 1])
    let panel = Panel("p", rows: [.pictures("", [picture])])
    let page = panel.drawn()
    // One column of width 3 is enlarged to 399: 133 times; no heading, no bar, a gap of 6 around.
    #expect(page.width == 6 + 399 + 6 && page.height == 6 + 266 + 6)
    for (i, value) in [0, 51, 102, 153, 204, 255].enumerated() {
      let (x, y) = (6 + i % 3 * 133, 6 + i / 3 * 133)
      #expect(pixel(page, x, y) == grey(UInt8(value)) && pixel(page, x + 132, y + 132) == grey(UInt8(value)))
    }
    #expect(pixel(page, 5, 5) == grey(255))
  }

  @Test func `maps and pictures of one scene come out at one size`() {
    let map = NumericArray(shape: [12, 40], values: Array(repeating: 0.5, count: 480))
    let picture = NumericArray(shape: [96, 320, 3], values: Array(repeating: 0.5, count: 96 * 320 * 3))
    let layout = Panel.Layout(Panel("p", rows: [.pictures("", [picture]), .shares("", [map])]))
    #expect(layout.tileWidth == 320 && layout.rowHeights == [96, 96])
    #expect(Panel.Fit(map, width: 320).factor == 8)
  }

  @Test func `a wide picture is thinned to a whole step`() {
    let wide = NumericArray(shape: [2, 1242], values: Array(repeating: 0.5, count: 2484))
    let layout = Panel.Layout(Panel("p", rows: [.pictures("", [wide])]))
    #expect(layout.tileWidth == 414 && Panel.Fit(wide, width: 414).step == 3)
  }

  @Test func `invalid values are flat grey and are counted, zeros only where depth is meant`() throws {
    let values: [Float] = [.nan, 0, -1, .infinity, 1, 100]
    let map = NumericArray(shape: [1, 6], values: values)
    let depth = Panel.Row.depth("d", [map])
    #expect(depth.colours(of: map, step: 1).prefix(4) == [Scale.invalid, Scale.invalid, Scale.invalid, Scale.invalid])
    #expect(depth.colours(of: map, step: 1)[4] != Scale.invalid)
    let error = Panel.Row.errors("e", [map], upTo: 5)
    #expect(error.colours(of: map, step: 1)[1] == ColourMap.magma(0))
    let tile = try #require(Panel("p", rows: [depth]).sidecar.rows[0].tiles[0])
    #expect(tile.invalid == 4 && tile.minimum == 1 && tile.maximum == 100 && tile.below == 1 && tile.above == 1)
  }

  @Test func `a difference of zero is white, and no colour of a map is the grey of the invalid`() {
    let scale = Scale.difference(within: 5)
    #expect(scale.colour(0).x >= 250 && scale.colour(0).y >= 250 && scale.colour(0).z >= 250)
    let (low, high) = (scale.colour(-5), scale.colour(5))
    #expect(low.z > low.x && high.x > high.z)
    for colours in [ColourMap.viridis, .magma, .spectral, .blueWhiteRed] {
      for k in 0..<256 { #expect(colours(Float(k) / 255) != Scale.invalid) }
    }
  }

  @Test func `depth colours go in even steps of the ratio`() {
    let scale = Scale.depth(2...32)
    #expect(scale.place(2) == 0 && abs(scale.place(8) - 0.5) < 1e-6 && scale.place(32) == 1)
    #expect(scale.ticks(gap: 0.1) == [2, 5, 10, 20, 32])
  }

  @Test func `ticks are round and hold their distance`() {
    #expect(Scale.share.ticks(gap: 0.3) == [0, 0.5, 1])
    #expect(Scale.share.ticks(gap: 0.2) == [0, 0.25, 0.5, 0.75, 1])
    #expect(Scale.difference(within: 5).ticks(gap: 0.2) == [-5, -2.5, 0, 2.5, 5])
    #expect(Scale.error(upTo: 3).ticks(gap: 0.4) == [0, 1.5, 3])
    #expect(shortNumber(-2.5) == "−2.5" && shortNumber(80) == "80" && shortNumber(1 / 3) == "0.333")
  }

  @Test func `names with markup are drawn as text and the same panel gives the same bytes`() throws {
    let map = NumericArray(shape: [3, 3], values: (0..<9).map { Float($0) / 8 })
    let hostile = "<script>alert(`id`)</script>\"'\\\u{0}\n🌫"
    let panel = Panel(
      "p", hostile, columns: [hostile, "λ = 0.02"],
      rows: [Panel.Row.shares(hostile, [map, nil]).labelled([hostile, ""]), .pictures("p", [nil, map])])
    let first = try panel.drawn().png()
    #expect(try panel.drawn().png() == first)
    let picture = try PNG.decode(first, name: "panel")
    #expect(picture.width == Panel.Layout(panel).width && picture.height == Panel.Layout(panel).height)
    #expect(JSON.pretty(panel.sidecar).contains("\"λ = 0.02\""))
  }

  @Test func `text that does not fit is cut with an ellipsis`() {
    #expect(LabelFont.fitted("UniDepthV2", 1000) == "UniDepthV2")
    let cut = LabelFont.fitted("UniDepthV2 on hazy pictures", 60)
    #expect(cut.hasSuffix("…") && cut.hasPrefix("UniD") && LabelFont.width(cut) <= 60)
  }

  @Test func `tiles of a wrong shape or range trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = Panel("p", rows: [.shares("v", [NumericArray(shape: [4], values: [0, 0, 0, 0])])])
    }
    await #expect(processExitsWith: .failure) {
      _ = Panel("p", rows: [.pictures("v", [NumericArray(shape: [1, 1], values: [1.5])])])
    }
    await #expect(processExitsWith: .failure) {
      let tile = NumericArray(shape: [1, 1], values: [0.5])
      _ = Panel("p", rows: [.shares("a", [tile]), .shares("b", [tile, tile])])
    }
    await #expect(processExitsWith: .failure) { _ = Panel("../p", rows: [.shares("a", [nil])]) }
  }
}
