import Exhibits
import Files
import Foundation

/// `plots/`: the figures and panels of the newest published version of each study, and a README that shows them.
enum Gallery {
  private struct Head: Decodable {
    let title: String
    let question: String
  }

  /// Rewrites only what differs; what no study shows any more goes, other files of the folder stay.
  static func write(_ root: String) throws {
    let gallery = "\(root)/plots"
    try Folder.make(gallery)
    var text = "# Figures\nThe newest version of each study. Made by `swift run regenerate-plots`; do not edit.\n"
    for study in try Folder.names(in: "\(root)/studies") where Folder.isFolder("\(root)/studies/\(study)") {
      let folder = "\(root)/studies/\(study)"
      guard let number = try Versions.published(in: folder).last else { continue }
      let version = "\(folder)/v\(number)"
      let head = try JSON.read(Head.self, from: "\(version)/manifest.json")
      text += "\n## \(study)\n\(head.title). \(head.question) [Version \(number)](../studies/\(study)/v\(number)/)\n"
      let claims = (try? JSON.read([Claim].self, from: "\(version)/claims.json")) ?? []
      if !claims.isEmpty { text += "\n" }
      for claim in claims {
        let verdict = claim.holds.map { $0 ? "held" : "**not held**" } ?? "not decided"
        text +=
          "- \(escaped(claim.expectation)): \(verdict)\(claim.evidence.isEmpty ? "" : " (\(escaped(claim.evidence)))")\n"
      }
      var kept: Set<String> = []
      for figure in try figures(of: version) {
        let name = String(figure.split(separator: "/").last ?? "")
        kept.insert(name)
        try copy("\(version)/\(figure)", to: "\(gallery)/\(study)/\(name)")
        text += "\n![\(name.prefix { $0 != "." })](\(study)/\(name))\n"
      }
      for name in try Folder.names(in: "\(gallery)/\(study)") where !kept.contains(name) {
        try Folder.remove("\(gallery)/\(study)/\(name)")
      }
    }
    if (try? Folder.bytes(of: "\(gallery)/README.md")) != Array(text.utf8) {
      try AtomicFile.write(text, to: "\(gallery)/README.md")
    }
  }

  /// Plots as SVG where there is one, and panels.
  private static func figures(of version: String) throws -> [String] {
    let plots = try Folder.names(in: "\(version)/plots")
    let vector = plots.filter { $0.hasSuffix(".svg") }
    let raster = plots.filter { $0.hasSuffix(".png") && !vector.contains($0.dropLast(4) + ".svg") }
    let panels = try Folder.names(in: "\(version)/panels").filter { $0.hasSuffix(".png") }
    return (vector + raster).sorted().map { "plots/\($0)" } + panels.map { "panels/\($0)" }
  }

  private static func copy(_ source: String, to target: String) throws {
    let bytes = try Folder.bytes(of: source)
    if (try? Folder.bytes(of: target)) == bytes { return }
    try Folder.make(Folder.parent(of: target) ?? ".")
    let file = try AtomicFile(target)
    try file.write(bytes)
    try file.commit()
  }

  private static func escaped(_ text: String) -> String {
    text.replacing(#/[\\`*_<>\[\]|]/#) { "\\" + $0.0 }
  }
}
