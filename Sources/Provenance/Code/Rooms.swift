import Files

/// The rooms of this house, from the ground up: each imports only rooms that stand before it.
///
/// The one place that knows their order. A module that is not named here has no room, and the check says so.
package enum Rooms {
  package static let order = [
    // What other libraries and the machine bring
    "CKernelInterface", "CKernelBodies", "CKernelsPlain", "CKernelsV3", "CKernelsV4", "CKernels", "COpenBLAS",
    "CLibCrypto", "CJansson", "CImages", "CFiles", "CGnuplot", "CCountAllocations",
    // Numbers, files, pictures, roads
    "Numerics", "Files", "Processes", "Metrics", "Pictures", "Driving", "World",
    // Tensors, layers, models
    "Autograd", "NN", "Diffusion", "Mari", "DepthModels", "HazyDepth",
    // Tables and figures, studies, commands
    "Provenance", "Exhibits", "StudyKit", "Golden", "regenerate-plots", "hazydepth", "benchmark",
  ]

  /// What runs studies and shows what they found. It enters a cell's key by the number of the stored format alone: a better
  /// figure makes no cell run again.
  package static let engine: Set<String> = ["StudyKit", "Exhibits", "Provenance"]

  /// How many files a room holds at most.
  package static let mostFiles = 60
}

extension ModuleGraph {
  /// The graph of the package that this module belongs to, as it lies on this machine.
  public static func ofThisPackage(file: String = #filePath) throws -> ModuleGraph {
    try ModuleGraph(root: packageRoot(above: Folder.parent(of: file) ?? "."))
  }

  /// What is wrong with the house, one line each.
  public var faults: [String] { faults(order: Rooms.order, mostFiles: Rooms.mostFiles) }

  /// With other rooms: for tests.
  package func faults(order: [String], mostFiles: Int) -> [String] {
    var faults: [String] = []
    let floor = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    func isStudy(_ name: String) -> Bool { name.hasPrefix("study-") }
    for module in modules.values.sorted(by: { $0.name < $1.name }) {
      if !isStudy(module.name), module.files.count > mostFiles {
        faults.append("\(module.name): \(module.files.count) files, at most \(mostFiles)")
      }
      guard let mine = isStudy(module.name) ? order.count : floor[module.name] else {
        faults.append("\(module.name): has no room in the order of rooms")
        continue
      }
      for used in module.imports.sorted() {
        if isStudy(used) {
          faults.append("\(module.name): imports \(used), a study")
        } else if modules[used]?.isProgram == true {
          faults.append("\(module.name): imports \(used), a program")
        } else if let other = floor[used], other >= mine {
          faults.append("\(module.name): imports \(used), which stands above it")
        }
      }
    }
    return faults + filesOfStudies
  }

  /// Sources of a study that a library holds, by their folder or by their name.
  private var filesOfStudies: [String] {
    // A name of one or two letters tells nothing.
    let studies = modules.keys.filter { $0.hasPrefix("study-") }.map { $0.dropFirst(6) }.filter { $0.count > 2 }
    var faults: [String] = []
    for module in modules.values.sorted(by: { $0.name < $1.name }) where !module.name.hasPrefix("study-") {
      for file in module.files {
        let words = file.label.lowercased().filter { $0.isLetter || $0 == "/" }
        for study in studies where words.contains(study.filter(\.isLetter)) {
          faults.append("\(file.label): is study \(study)'s by its name, and lies in \(module.name)")
        }
      }
    }
    return faults
  }

  /// For people: a line per module, in the order of the rooms.
  public var text: String {
    let order = Dictionary(uniqueKeysWithValues: Rooms.order.enumerated().map { ($1, $0) })
    let sorted = modules.values.sorted { (order[$0.name] ?? .max, $0.name) < (order[$1.name] ?? .max, $1.name) }
    var rows = [["module", "files", "lines", "imports"]]
    for module in sorted {
      let imports = module.imports.sorted { (order[$0] ?? .max, $0) < (order[$1] ?? .max, $1) }
      rows.append([module.name, "\(module.files.count)", "\(module.lines)", imports.joined(separator: " ")])
    }
    let widths = (0..<3).map { k in rows.map { $0[k].count }.max() ?? 0 }
    func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: width - text.count) + text }
    return rows.map { row in
      let name = row[0] + String(repeating: " ", count: widths[0] - row[0].count)
      let line = [name, padded(row[1], widths[1]), padded(row[2], widths[2]), row[3]].joined(separator: "  ")
      return line.replacing(#/ +$/#, with: "") + "\n"
    }.joined()
  }
}
