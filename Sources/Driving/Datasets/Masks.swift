import Files
import Pictures

extension Part where Value == Grid<Bool> {
  /// Which pixels count: where a PNG's pixel or an array's number ([H, W]) is not zero, in any colour of it.
  static func mask(_ file: FileReference) -> Part {
    Part([file]) { () throws(FileError) in
      let bytes = try file.read(for: .depth)
      let name = file.description
      if FileFormat(head: bytes.prefix(8)) == .npy {
        let array = try NumpyArray(bytes, name: name)
        guard array.shape.count == 2, !array.floats.isEmpty else {
          throw FileError(.damaged, name, "has the shape \(array.shape), expected a mask [H, W]")
        }
        return Grid(width: array.shape[1], height: array.shape[0], values: array.floats.map { $0 != 0 && !$0.isNaN })
      }
      let raster = try Raster(bytes, name: name)
      let colours = (raster.channels >= 3 ? 3 : 1)
      var counts = [Bool](repeating: false, count: raster.width * raster.height)
      for c in 0..<colours {
        for (i, value) in raster.channel(c).enumerated() where value != 0 { counts[i] = true }
      }
      return Grid(width: raster.width, height: raster.height, values: counts)
    }
  }
}

extension Dataset {
  /// The same frames, of whose depth only those pixels count that the masks in `folder` leave: files of the frames' ids,
  /// as png or npy. A frame without a mask is a gap and no frame of it; a mask without a frame is named.
  func masked(by folder: String) throws(FileError) -> Dataset {
    guard Folder.isFolder(folder) else {
      throw FileError(.missing, folder, "no such folder; expected masks called by the frames' ids, as png or npy")
    }
    let found = try Modality("mask", in: FolderTree(folder), ["png", "npy"]) { $0.withoutExtension }
    func masked(_ entries: [FrameEntry]) -> [FrameEntry] {
      entries.filter { found.files[$0.id] != nil }.map { entry in
        var entry = entry
        entry.mask = .mask(found.files[entry.id]!)
        return entry
      }
    }
    let all = entries + partial
    let doubled = Set(found.gaps.map(\.id))
    let missing = all.filter { found.files[$0.id] == nil && !doubled.contains($0.id) }
      .map { Gap(.missing, "mask", of: $0.id, at: "\(folder)/\($0.id).png") }
    let known = Set(all.map(\.id))
    let extra = found.files.filter { !known.contains($0.key) }
      .map { Gap(.extra, "mask", of: $0.key, at: "\($0.value)") }
    return Dataset(
      name: name, entries: masked(entries), partial: masked(partial),
      gaps: (gaps + found.gaps + missing + extra).sorted(by: Gap.precede))
  }
}
