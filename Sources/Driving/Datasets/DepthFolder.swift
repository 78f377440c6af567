import Files
import Pictures

extension Dataset {
  /// A folder (or zip archive) of nothing but depth files, each a frame named by its path without the extension.
  ///
  /// PNG depth is read by `encoding`, arrays are planar metres; `keys` are the names an npz array may have (nil: `data`
  /// or `depth`). With a folder `depth` (or `gt`) in it, that one is read. The scene is the first folder of the path.
  public static func depthFolder(
    _ path: String, encoding: DepthEncoding = .kitti, keys: [String]? = nil
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
      let isPicture = file.path.pathExtension == "png"
      entry.depth = .depth(file, isPicture ? encoding : .metres, keys: keys ?? ["data", "depth"])
      return entry
    }
    return Dataset(name: tree.name.components.last ?? path, entries: entries, gaps: found.gaps.sorted(by: Gap.precede))
  }
}
