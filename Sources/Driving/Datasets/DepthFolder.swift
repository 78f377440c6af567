import Files
import Pictures

extension Dataset {
  /// A folder (or zip archive) of nothing but depth files, each a frame named by its path without the extension.
  ///
  /// Depth is read by `reading`. With a folder `depth` (or `gt`) in it, that one is read. The scene is the first folder of the path.
  public static func depthFolder(
    _ path: String, reading: DepthMeaning = DepthMeaning()
  ) throws(FileError) -> Dataset {
    var tree: any FileTree
    if path.hasSuffix(".zip") {
      tree = try ZipArchive(path: path)
    } else {
      let root = FolderTree(path)
      tree = root
      if let inner = try root.modality("depth", "gt") { tree = inner }
    }
    let found = try Modality("depth", in: tree, Modality.arrays) { $0.withoutExtension }
    let entries = found.files.sorted { precedes($0.key, $1.key) }.map { id, file in
      let parts = id.components
      var entry = FrameEntry(id: id, scene: parts.count > 1 ? parts[0] : "")
      entry.depth = .depth(file, reading)
      return entry
    }
    return Dataset(name: tree.name.components.last ?? path, entries: entries, gaps: found.gaps.sorted(by: Gap.precede))
  }
}
