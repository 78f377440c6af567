import Files

/// The modules of a package and which of them use which, read from the sources themselves.
///
/// A module is a folder `Sources/NAME`, the folder that `Package.swift` gives a target, or a study's `src`. A Swift module
/// uses those that its sources import; a C module those whose headers it includes, whose sources it includes, and those
/// that the manifest lets it depend on.
public struct ModuleGraph: Sendable {
  public struct File: Sendable {
    /// From its package's root; of another package than the study's own with that one's name before it.
    public let label: String
    let path: String
    public let lines: Int
  }
  public struct Module: Sendable {
    public let name: String
    /// Its sources, sorted by label.
    public let files: [File]
    /// The modules that it uses.
    public let imports: Set<String>
    /// Those whose private sources it includes, as one kernel is compiled once for each instruction set.
    public let sharesTextWith: Set<String>
    /// Whether it has a `main`.
    public let isProgram: Bool
    /// Whether it only names other modules and has no code of its own.
    public let isUmbrella: Bool

    public var lines: Int { files.reduce(0) { $0 + $1.lines } }
  }
  /// By name.
  public let modules: [String: Module]

  /// Of a package, and of `others` that its modules may come from. `only`: these modules and what they use, over as many
  /// steps as there are, but none of `engine` nor what only that uses; nil: all.
  package init(
    root: String, others: [String] = [], only: Set<String>? = nil, without engine: Set<String> = []
  ) throws(FileError) {
    let places = try ModulePlaces(root: Folder.real(root), others: others.map(Folder.real))
    var modules: [String: Module] = [:]
    var waiting = Array(only ?? Set(places.byName.keys))
    while let name = waiting.popLast() {
      guard modules[name] == nil, !engine.contains(name), let place = places.byName[name] else { continue }
      let module = try place.read(among: places)
      modules[name] = module
      waiting += module.imports.union(module.sharesTextWith)
    }
    self.modules = modules
  }
}

/// Where the modules are.
package struct ModulePlaces {
  private(set) var byName: [String: ModulePlace] = [:]
  /// Which module has a public header, by its name as an `#include` gives it.
  private(set) var headers: [String: String] = [:]

  package init(root: String, others: [String]) throws(FileError) {
    for package in [root] + others {
      let prefix = package == root ? "" : (package.split(separator: "/").last.map { "\($0):" } ?? "")
      for place in try ModulePlaces.places(in: package, prefix) where byName[place.name] == nil {
        byName[place.name] = place
      }
    }
    for place in byName.values {
      let folder = "\(place.folder)/include"
      for header in try Folder.files(below: folder) { headers[header] = place.name }
    }
  }

  private static func places(in root: String, _ prefix: String) throws(FileError) -> [ModulePlace] {
    let targets = try PackageTargets(root: root).byName
    var folders: [String: String] = [:]
    for (name, target) in targets {
      guard let path = target.path, !(name + path).contains("\\"), !path.hasPrefix("Tests/"),
        Folder.isFolder("\(root)/\(path)")
      else { continue }
      folders[path] = name
    }
    for name in try Folder.names(in: "\(root)/Sources") where Folder.isFolder("\(root)/Sources/\(name)") {
      if folders["Sources/\(name)"] == nil { folders["Sources/\(name)"] = name }
    }
    for name in try Folder.names(in: "\(root)/studies") where Folder.isFolder("\(root)/studies/\(name)/src") {
      folders["studies/\(name)/src"] = "study-\(name)"
    }
    return folders.map { path, name in
      ModulePlace(
        name: name, root: root, path: path, prefix: prefix, dependencies: Set(targets[name]?.dependencies ?? []))
    }
  }

  /// The module in whose folder this path lies.
  package func owner(of path: String) -> String? {
    byName.values.first { path.hasPrefix($0.folder + "/") }?.name
  }
}

/// One module's folder.
package struct ModulePlace {
  package let name: String
  package let root: String
  /// From the root.
  package let path: String
  /// What stands before it in labels.
  package let prefix: String
  /// What the manifest lets it depend on.
  package let dependencies: Set<String>

  package var folder: String { "\(root)/\(path)" }

  /// The endings of files whose text is compiled.
  private static let endings = [".swift", ".c", ".h", ".cc", ".cpp", ".hpp", ".S", ".modulemap"]

  /// The sources below a folder.
  package static func sources(below folder: String) throws(FileError) -> [String] {
    try Folder.files(below: folder).filter(isSource)
  }

  /// Whether a file of this name is compiled; hidden ones are not.
  package static func isSource(_ path: String) -> Bool {
    !"/\(path)".contains("/.") && endings.contains { path.hasSuffix($0) }
  }

  package func read(among places: ModulePlaces) throws(FileError) -> ModuleGraph.Module {
    var files: [ModuleGraph.File] = []
    var (imports, shared): (Set<String>, Set<String>) = ([], [])
    var (hasSwift, hasMain, isUmbrella) = (false, false, true)
    for file in try ModulePlace.sources(below: folder) {
      let source = "\(folder)/\(file)"
      let bytes = try Folder.bytes(of: source)
      let lines = SourceText.lines(of: bytes)
      files.append(
        .init(
          label: "\(prefix)\(path)/\(file)", path: source, lines: lines.count - (lines.last?.isEmpty == true ? 1 : 0)))
      if file.hasSuffix(".swift") {
        hasSwift = true
        imports.formUnion(SourceText.imports(in: bytes))
        hasMain = hasMain || file.hasSuffix("main.swift") || lines.contains { $0.hasPrefix("@main") }
        isUmbrella = isUmbrella && SourceText.onlyImports(bytes)
      } else {
        for include in SourceText.includes(in: bytes) {
          if let owner = places.headers[include] {
            imports.insert(owner)
          } else if include.hasPrefix("../") {
            let above = Folder.parent(of: source) ?? "."
            if let owner = places.owner(of: Folder.real("\(above)/\(include)")) { shared.insert(owner) }
          }
        }
      }
    }
    if !hasSwift { imports.formUnion(dependencies) }
    func known(_ names: Set<String>) -> Set<String> { names.filter { $0 != name && places.byName[$0] != nil } }
    return ModuleGraph.Module(
      name: name, files: files, imports: known(imports), sharesTextWith: known(shared), isProgram: hasMain,
      isUmbrella: hasSwift && isUmbrella)
  }
}
