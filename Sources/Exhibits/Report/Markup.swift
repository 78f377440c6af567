import Foundation

/// HTML under construction. Every text that is put into it is escaped; only other markup goes in as it is:
///
///     let cell: Markup = "<td title='\(caption)'>\(text)</td>"        // caption, text: String, escaped
///
/// So that no name from a file or a person can become a tag, the compiler keeps the two apart. A template library
/// (swift-mustache) would leave that to the author of each template, and be one more package to fetch.
package struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  package private(set) var html: String

  package init(stringLiteral html: String) { self.html = html }
  package init(stringInterpolation parts: StringInterpolation) { html = parts.html }

  package static func += (markup: inout Markup, more: Markup) { markup.html += more.html }

  package struct StringInterpolation: StringInterpolationProtocol {
    package var html = ""

    package init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity) }

    package mutating func appendLiteral(_ literal: String) { html += literal }
    package mutating func appendInterpolation(_ text: String) { html += HTML.escaped(text) }
    package mutating func appendInterpolation(_ number: Int) { html += "\(number)" }
    package mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    package mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { html += part.html } }
    /// An attribute, or nothing where there is no value: `<td\(attribute: "data-v", number)>`.
    package mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
      if let value { html += " \(name)=\"\(HTML.escaped(value))\"" }
    }
    /// A file as a `data:` address.
    package mutating func appendInterpolation(_ type: StaticString, base64 bytes: [UInt8]) {
      html += "data:\(type);base64,\(Data(bytes).base64EncodedString())"
    }
    /// Our own script and style, as they are.
    package mutating func appendInterpolation(verbatim text: String) { html += text }
  }
}
