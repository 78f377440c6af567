import Exhibits
import Files
import Foundation
import Provenance

/// The versions that lie in a package: the published ones of its studies, and the reader's own.
public struct VersionList: Sendable {
  public struct Entry: Sendable, Encodable {
    public let study: String
    /// From the package's root.
    public let folder: String
    public let published: Bool
    public let preset: String
    public let cells: Int
    /// When it was made, and from which commit.
    public let made: String
    public let commit: String
    /// Why it is a run of the reader's own.
    public let own: [String]
    /// What is wrong with it, if it cannot be read.
    public let damage: String?
  }
  public let entries: [Entry]

  /// Of the package that this program was built from; `study`: of one study only.
  public init(study: String? = nil, file: String = #filePath) throws {
    try self.init(root: Checkout.ofThisProgram(file: file), study: study)
  }

  init(root: String, study: String?) throws {
    var entries: [Entry] = []
    for name in try Folder.names(in: "\(root)/studies") where study ?? name == name {
      entries += try VersionList.entries(of: name, in: "studies/\(name)", root, isPublished: true)
    }
    for name in try Folder.names(in: "\(root)/.hazydepth/runs") where study ?? name == name {
      let own = ".hazydepth/runs/\(name)"
      entries += try VersionList.entries(of: name, in: own, root, isPublished: false)
      for run in try Folder.names(in: "\(root)/\(own)") where run.wholeMatch(of: #/v[0-9]+|latest|\..*/#) == nil {
        entries += try VersionList.entries(of: name, in: "\(own)/\(run)", root, isPublished: false)
      }
    }
    self.entries = entries
  }

  private static func entries(
    of study: String, in folder: String, _ root: String, isPublished: Bool
  ) throws -> [Entry] {
    try Versions.numbers(in: "\(root)/\(folder)").map { number in
      let place = "\(folder)/v\(number)"
      do {
        let manifest = try Manifest(of: "\(root)/\(place)")
        return Entry(
          study: study, folder: place, published: isPublished && manifest.isPublished, preset: manifest.preset,
          cells: manifest.parts.reduce(0) { $0 + $1.cells }, made: manifest.run.started,
          commit: manifest.run.commit.map { String($0.prefix(7)) } ?? "", own: manifest.run.own ?? [],
          damage: manifest.faults.first)
      } catch let error as FileError {
        return Entry(
          study: study, folder: place, published: false, preset: "", cells: 0, made: "", commit: "", own: [],
          damage: error.reason)
      }
    }
  }

  public var json: String { JSON.pretty(entries) }

  /// For people: a line per version.
  public var text: String {
    guard !entries.isEmpty else { return "no versions\n" }
    let rows = entries.map { entry -> [String] in
      let what = entry.damage.map { "damaged: \($0)" } ?? (entry.published ? "published" : "own")
      let why = entry.damage == nil ? entry.own.joined(separator: "; ") : ""
      return [
        entry.folder, what, entry.preset, "\(entry.cells) cells", String(entry.made.prefix(10)), entry.commit, why,
      ]
    }
    let widths = rows[0].indices.map { k in rows.map { $0[k].count }.max() ?? 0 }
    return rows.map { row in
      let fields = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return fields.joined(separator: "  ").replacing(#/ +$/#, with: "") + "\n"
    }.joined()
  }
}
