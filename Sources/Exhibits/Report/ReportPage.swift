import Files
import Foundation

/// A report while it is put together: what is embedded, and how much room there still is.
package struct ReportPage {
  /// The version's folder: figures and panels are read from it.
  package let folder: String
  /// Bytes of HTML that images and values may still take; what does not fit is linked, and said to be.
  private(set) var room: Int

  /// A report stays below this.
  package static let limit = 10_000_000
  package static let reserve = 1_000_000

  package init(folder: String, room: Int = ReportPage.limit - ReportPage.reserve) {
    (self.folder, self.room) = (folder, room)
  }

  /// Room for that many bytes once they are written in base64, or false.
  package mutating func take(_ bytes: Int) -> Bool {
    let size = (bytes + 2) / 3 * 4
    guard size <= room else { return false }
    room -= size
    return true
  }

  package func has(_ path: String) -> Bool { Folder.exists("\(folder)/\(path)") }

  /// The first of these pictures that is there and fits; a link to the first where none fits.
  package mutating func picture(_ paths: [String], alternative: String) throws(FileError) -> Markup {
    let present = paths.filter(has)
    for path in present {
      let bytes = try Folder.bytes(of: "\(folder)/\(path)")
      // An SVG of many points is slow to show; its PNG is not.
      if path.hasSuffix(".svg"), bytes.count > 1_000_000, present.count > 1 { continue }
      guard take(bytes.count) else { continue }
      return path.hasSuffix(".svg")
        ? "<img src=\"\("image/svg+xml", base64: bytes)\" alt=\"\(alternative)\">"
        : "<img src=\"\("image/png", base64: bytes)\" alt=\"\(alternative)\">"
    }
    guard let path = present.first else { return "<p>No picture was drawn.</p>" }
    return "<p><a href=\"\(path)\">\(path)</a> is not shown here: the report would grow beyond 10 MB.</p>"
  }

  /// "csv · gp · svg": the files of an exhibit that are there.
  package func links(_ paths: [String]) -> Markup {
    let links = paths.filter(has).enumerated().map { k, path -> Markup in
      let ending = String(path.split(separator: ".").last ?? "")
      return "\(k == 0 ? "" : " · ")<a href=\"\(path)\">\(ending)</a>"
    }
    return links.isEmpty ? "" : "<p class=\"files\">\(links)</p>\n"
  }
}

/// An exhibit that says itself what the report shows of it.
package protocol Reported: Exhibit {
  /// One `<section>`.
  func section(on page: inout ReportPage) throws(FileError) -> Markup
}

extension Plot: Reported {
  /// The picture holds its title and caption; here they are its text.
  package func section(on page: inout ReportPage) throws(FileError) -> Markup {
    let words = "\(title). \(fullCaption)"
    let picture = try page.picture(["plots/\(name).svg", "plots/\(name).png"], alternative: words)
    return """
      <section id="figure-\(name)">
      <h3>\(title)</h3>
      <figure class="plot">\(picture)</figure>
      \(page.links(["csv", "gp", "svg", "png"].map { "plots/\(name).\($0)" }))</section>

      """
  }
}

extension Table: Reported {
  package func section(on page: inout ReportPage) -> Markup {
    let shown = DisplayedTable(self)
    let head = zip(shown.headings, shown.isText).map { heading, isText -> Markup in
      "<th scope=\"col\"\(attribute: "class", isText ? "text" : nil)>\(heading)</th>"
    }
    let most = 1000
    let body = shown.cells.prefix(most).map { row -> Markup in
      let cells = zip(row, shown.isText).map { cell, isText -> Markup in
        let text: Markup =
          switch cell.mark {
          case .best: "<strong>\(cell.text)</strong>"
          case .second: "<u>\(cell.text)</u>"
          case nil: "\(cell.text)"
          }
        let value = cell.number.map { "\($0)" }
        let kind = !isText ? nil : cell.text.count > 40 ? "text long" : "text"
        return "<td\(attribute: "class", kind)\(attribute: "data-v", value)>\(text)</td>"
      }
      return "<tr>\(cells)</tr>\n"
    }
    let rest: Markup = rows.count > most ? "<p>\(rows.count - most) more rows are in the CSV file.</p>\n" : ""
    return """
      <section id="table-\(name)">
      <h3>\(name)</h3>
      <p class="caption" id="caption-\(name)">\(shown.caption)</p>
      <div class="\(rows.count > 30 ? "wide tall" : "wide")" role="region" tabindex="0" aria-label="\(name)">\
      <table class="sortable" aria-describedby="caption-\(name)">
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)</tbody></table></div>
      \(rest)\(page.links(["csv", "md", "tex"].map { "tables/\(name).\($0)" }))</section>

      """
  }
}
