import Foundation

/// HTML under construction. Every text that is put into it is escaped; only other markup goes in as it is:
///
///     let cell: Markup = "<td title='\(caption)'>\(text)</td>"        // caption, text: String, escaped
///
/// So that no name from a file or a person can become a tag, the compiler keeps the two apart. A template library
/// (swift-mustache) would leave that to the author of each template, and be one more package to fetch.
struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  private(set) var html: String

  init(stringLiteral html: String) { self.html = html }
  init(stringInterpolation parts: StringInterpolation) { html = parts.html }

  static func += (markup: inout Markup, more: Markup) { markup.html += more.html }

  struct StringInterpolation: StringInterpolationProtocol {
    var html = ""

    init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ text: String) { html += HTML.escaped(text) }
    mutating func appendInterpolation(_ number: Int) { html += "\(number)" }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { html += part.html } }
    /// An attribute, or nothing where there is no value: `<td\(attribute: "data-v", number)>`.
    mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
      if let value { html += " \(name)=\"\(HTML.escaped(value))\"" }
    }
    /// A file as a `data:` address.
    mutating func appendInterpolation(_ type: StaticString, base64 bytes: [UInt8]) {
      html += "data:\(type);base64,\(Data(bytes).base64EncodedString())"
    }
    /// Our own script and style, as they are.
    mutating func appendInterpolation(verbatim text: String) { html += text }
  }
}
