import Files
import Foundation
import Processes
import Provenance

/// Takes out of a store what nobody needs any more: cells that no version names, what was set aside, what killed runs on
/// other hosts have left. Whatever a run holds a claim on stays, and so does what is younger than a number of days.
public struct StoreCleaning: Sendable {
  public private(set) var cells = 0
  public private(set) var others = 0
  public private(set) var bytes = 0
  /// Cells that stay.
  public private(set) var kept = 0

  private let store: CellStore
  private let oldest: Int
  private let isDry: Bool

  /// `store`: its folder, nil for the package's own; `versions`: folders of versions elsewhere whose cells stay, too.
  public static func run(
    store: String?, versions: [String], days: Double, dryRun: Bool, file: String = #filePath
  ) throws -> StoreCleaning {
    let root = try Checkout.ofThisProgram(file: file)
    var named: Set<String> = []
    for folder in try folders(root) + versions {
      for number in try Versions.numbers(in: folder) { named.formUnion(try keys(of: "\(folder)/v\(number)")) }
      if Folder.exists("\(folder)/\(Manifest.name)") { named.formUnion(try keys(of: folder)) }
    }
    return try StoreCleaning(store: store ?? "\(root)/.hazydepth", named: named, days: days, dryRun: dryRun)
  }

  /// `named`: keys, or their beginnings of 16 digits.
  init(store path: String, named: Set<String>, days: Double, dryRun: Bool) throws {
    guard Folder.isFolder("\(path)/cells") else { throw FileError(.missing, path, "is no store: it has no cells/") }
    store = try CellStore(path, isReader: true)
    (oldest, isDry) = (time(nil) - Int(days * 86400), dryRun)
    let named = Set(named.map { String($0.prefix(16)) })
    for name in try Folder.names(in: store.cells) {
      let path = "\(store.cells)/\(name)"
      if name.wholeMatch(of: #/[0-9a-f]{64}/#) != nil {
        if !named.contains(String(name.prefix(16))), isOld(path) {
          if try remove(path, claimed: name) { cells += 1 }
        } else {
          kept += 1
        }
      } else if Unfinished.isName(name), isOld(path) {
        let key = name.prefixMatch(of: #/\.([0-9a-f]{64})\./#)
        if try remove(path, claimed: key.map { String($0.1) }) { others += 1 }
      }
    }
    for name in try Folder.names(in: "\(path)/checkpoints") where isOld("\(path)/checkpoints/\(name)") {
      if try remove("\(path)/checkpoints/\(name)", claimed: name) { others += 1 }
    }
    for folder in ["damaged", "failed"] {
      for name in try Folder.names(in: "\(path)/\(folder)") where isOld("\(path)/\(folder)/\(name)") {
        if try remove("\(path)/\(folder)/\(name)") { others += 1 }
      }
    }
    for name in try Folder.names(in: path) where name.hasPrefix("verify-") && isOld("\(path)/\(name)") {
      if try remove("\(path)/\(name)") { others += 1 }
    }
  }

  private func isOld(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mtim.tv_sec <= oldest
  }

  /// false if a run is at work on this key.
  private mutating func remove(_ path: String, claimed key: String? = nil) throws -> Bool {
    var lock: Lock?
    if let key, !isDry {
      lock = try Lock(store.claim(of: key))
      if lock == nil { return false }
    }
    defer { withExtendedLifetime(lock) {} }
    for file in Folder.isFolder(path) ? try Folder.files(below: path).map({ "\(path)/\($0)" }) : [path] {
      var status = stat()
      if lstat(file, &status) == 0 { bytes += Int(status.st_size) }
    }
    if !isDry { try Folder.remove(path) }
    return true
  }

  /// Where versions lie in a package.
  private static func folders(_ root: String) throws -> [String] {
    var folders = try Folder.names(in: "\(root)/studies").map { "\(root)/studies/\($0)" }
    for study in try Folder.names(in: "\(root)/.hazydepth/runs") {
      let own = "\(root)/.hazydepth/runs/\(study)"
      folders += [own] + (try Folder.names(in: own).map { "\(own)/\($0)" })
    }
    return folders.filter { Folder.isFolder($0) && !Folder.isLink($0) }
  }

  /// The keys that a version names, or their beginnings.
  static func keys(of version: String) throws -> Set<String> {
    let (header, rows) = try CSV.read("\(version)/cells.csv")
    guard let column = header.firstIndex(of: "key") else { return [] }
    return Set(rows.map { $0[column] })
  }

  public var text: String {
    let verb = isDry ? "would go" : "removed"
    let size = bytes < 1 << 20 ? "\(bytes / 1024) KiB" : "\(bytes >> 20) MiB"
    return "\(cells) cells and \(others) leftovers \(verb), \(size); \(kept) cells stay\n"
  }
}
