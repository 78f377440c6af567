import Files
import Foundation
import Numerics
import Testing

@testable import Exhibits
@testable import StudyKit

private let hostile = "<script>alert(`id`)</script> \"a\" 'b' & </title><img src=x onerror=alert(1)>"

@Suite struct ReportTests {
  private let facts = ReportFacts(
    study: "toy", title: hostile, question: hostile, source: hostile, preset: "quick", runKey: hostile, cells: 6,
    settings: [(hostile, hostile, hostile)],
    metrics: [Metric(name: "m", label: hostile, unit: hostile, better: .lower)],
    claims: [
      Claim(name: hostile, expectation: hostile, holds: true, evidence: hostile),
      Claim(name: "b", expectation: "", holds: false, evidence: ""),
      Claim(name: "c", expectation: "", holds: nil, evidence: ""),
    ])

  @Test func `text that is put into markup is escaped, markup is not`() {
    let name = "<b>\"'&"
    let inner: Markup = "<i>\(name)</i>"
    let outer: Markup = "<p title=\"\(name)\">\(inner)\([inner, inner])\(3)</p>"
    #expect(inner.html == "<i>&lt;b&gt;&quot;&#39;&amp;</i>")
    #expect(outer.html == "<p title=\"&lt;b&gt;&quot;&#39;&amp;\">\(inner.html)\(inner.html)\(inner.html)3</p>")
    let marked: Markup = "<td\(attribute: "data-v", name)\(attribute: "class", nil)>"
    #expect(marked.html == "<td data-v=\"&lt;b&gt;&quot;&#39;&amp;\">")
  }

  @Test func `no text of a study becomes a tag`() {
    let html = facts.page(exhibits: "", files: [hostile, "cells.csv"]).html
    #expect(html.components(separatedBy: "<script").count == 2)
    #expect(html.components(separatedBy: "<img").count == 1)
    #expect(html.components(separatedBy: "</title>").count == 2)
    #expect(html.contains("&lt;script&gt;alert(`id`)&lt;/script&gt;"))
  }

  @Test func `the policy allows our script and nothing else`() throws {
    let html = facts.page(exhibits: "", files: []).html
    let start = try #require(html.range(of: "<script>")).upperBound
    let end = try #require(html.range(of: "</script>")).lowerBound
    let script = String(html[start..<end])
    let digest = Digest.of(script)
    // "0a…" as base64, by Foundation alone.
    let bytes = stride(from: 0, to: 64, by: 2).map { k -> UInt8 in
      let at = digest.index(digest.startIndex, offsetBy: k)
      return UInt8(digest[at..<digest.index(at, offsetBy: 2)], radix: 16)!
    }
    #expect(html.contains("script-src &#39;sha256-\(Data(bytes).base64EncodedString())&#39;"))
    #expect(html.contains("default-src &#39;none&#39;; img-src data:;"))
    for match in html.matches(of: #/(?:src|href)="([^"]*)"/#) {
      #expect(match.1 == "data:," || !match.1.contains(":"), "an address outside: \(match.1)")
    }
  }

  @Test func `claims are counted by what became of them`() {
    let html = facts.page(exhibits: "", files: []).html
    #expect(html.contains("Expectations, written before the run: 1 held, 1 not held, 1 not decided"))
  }

  @Test func `files that come after the report are linked, the report itself is not`() {
    let html = facts.page(exhibits: "", files: ["claims.json", "data/loss.csv", "data/v/a.npy", "report.html"]).html
    for name in ["manifest.json", "SHA256SUMS", "cells.csv", "config.yaml", "claims.json", "data/loss.csv"] {
      #expect(html.contains("<li><a href=\"\(name)\">\(name)</a></li>"))
    }
    #expect(!html.contains("a.npy") && !html.contains("href=\"report.html\""))
  }

  @Test func `a table carries its numbers for sorting, and none where there is none`() {
    var table = Table("t", hostile, columns: Column("x", hostile), Column("error", unit: "m", better: .lower))
    table.row(hostile, 0.25)
    table.row("b", Entry.missing)
    table.row("c", 1.5)
    var page = ReportPage(folder: "/nonexistent")
    let html = table.section(on: &page).html
    #expect(html.contains("<td data-v=\"0.25\"><strong>0.25</strong></td>"))
    #expect(html.contains("<td>–</td>") && html.contains("<td data-v=\"1.5\"><u>1.5</u></td>"))
    #expect(!html.contains("<script") && !html.contains("<img"))
  }

  @Test func `what has no room is linked, and what was not drawn is said`() throws {
    let folder = NSTemporaryDirectory() + "report-\(UUID().uuidString)"
    try Folder.make("\(folder)/panels")
    defer { try? Folder.remove(folder) }
    try Data(repeating: 7, count: 90).write(to: URL(filePath: "\(folder)/panels/p.png"))
    var page = ReportPage(folder: folder, room: 200)
    let first = try page.picture(["plots/p.svg", "panels/p.png"], alternative: hostile).html
    #expect(first.hasPrefix("<img src=\"data:image/png;base64,BwcH") && !first.contains("<img src=x"))
    #expect(page.room == 80)
    let second = try page.picture(["panels/p.png"], alternative: "").html
    #expect(second.contains("<a href=\"panels/p.png\">") && !second.contains("base64"))
    #expect(try page.picture(["plots/q.svg"], alternative: "").html == "<p>No picture was drawn.</p>")
  }
}
