import Files
import Foundation
import Pictures

/// Whether a picture is whole. gnuplot ends with status 0 on a full disk, and an SVG that stops half-way still opens.
enum FigureCheck {
  static func check(
    _ path: String, _ format: Figure.Format, _ layout: FigureLayout, _ name: String, said: String
  ) throws {
    let bytes = (try? Folder.bytes(of: path)) ?? []
    func fault(_ what: String) -> Figure.Fault {
      let words = said.isEmpty ? "" : ": " + said
      return Figure.Fault(
        exitCode: 74, description: "figure \(name): gnuplot's \(format.rawValue) \(what)\(words); disk full?")
    }
    guard !bytes.isEmpty else { throw fault("is missing or empty") }
    let isWhole =
      switch format {
      case .svg: isWholeSVG(bytes, layout)
      case .png: isWholePNG(bytes, layout)
      case .pdf: try isWholePDF(bytes, path)
      }
    guard isWhole else { throw fault("is incomplete (\(bytes.count) bytes)") }
  }

  private static func isWholeSVG(_ bytes: [UInt8], _ layout: FigureLayout) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    let size = "viewBox=\"0 0 \(Int(layout.width)) \(Int(layout.height))\""
    return text.contains(size) && text.trimmingCharacters(in: .whitespacesAndNewlines).hasSuffix("</svg>")
  }

  private static func isWholePNG(_ bytes: [UInt8], _ layout: FigureLayout) -> Bool {
    guard bytes.count > 45, Array(bytes[..<8]) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] else { return false }
    func word(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    // Our own picture, whose size is known: a large even one shrinks more than a stranger's may.
    var limits = ReadingLimits.standard
    (limits.maxRatio, limits.maxBytes, limits.maxPixels) = (.max, 4 << 30, .max)
    return word(16) == 2 * Int(layout.width) && word(20) == 2 * Int(layout.height)
      && Array(bytes.suffix(8).prefix(4)) == Array("IEND".utf8)
      && (try? PNG.decode(bytes, name: "figure", limits: limits)) != nil  // every checksum holds
  }

  /// Also overwrites the date of creation, which has one length, so that the file repeats byte for byte.
  private static func isWholePDF(_ bytes: [UInt8], _ path: String) throws -> Bool {
    var bytes = bytes
    guard bytes.starts(with: Array("%PDF-".utf8)) else { return false }
    let tail = String(decoding: bytes.suffix(32), as: UTF8.self)
    guard tail.contains("%%EOF") else { return false }
    let key = Array("/CreationDate (D:".utf8)
    if let at = bytes.indices.dropLast(key.count + 14).first(where: { bytes[$0...].starts(with: key) }) {
      bytes.replaceSubrange(at + key.count..<at + key.count + 14, with: Array("20000101000000".utf8))
      let file = try AtomicFile(path)
      try file.write(bytes)
      try file.commit()
    }
    return true
  }
}
