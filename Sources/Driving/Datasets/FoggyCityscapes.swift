import Files
import Pictures

extension Dataset {
  /// Cityscapes with its foggy twin: `leftImg8bit_foggy/<split>/<city>/<city>_…_leftImg8bit_foggy_beta_<b>.png`.
  ///
  /// A foggy frame belongs to the clear one without `_foggy_beta_<b>`; each density is a frame of its own, with the
  /// attributes `beta` (1/m) and `visibility_m` (the distance of 5 % contrast). Depth comes from `disparity` and
  /// `camera`, transmission from `leftImg8bit_transmittance`, where these folders are there.
  public static func foggyCityscapes(_ path: String, split: String? = nil) throws(FileError) -> Dataset {
    let root = FolderTree(path)
    func modality(
      _ part: String, _ tree: any FileTree, ending: String, _ types: Set<String> = ["png"]
    ) throws(FileError) -> Modality {
      try Modality(part, in: tree, types) { path in
        let stem = path.withoutExtension
        if let split, stem.components.first != split { return nil }
        guard let at = stem.ranges(of: ending).last else { return nil }
        // Densities are numbers: 0.010 and 0.01 are one.
        let rest = stem[at.upperBound...]
        guard !rest.isEmpty else { return String(stem[..<at.lowerBound]) }
        guard let beta = Double(rest), beta > 0, beta.isFinite else { return nil }
        return "\(stem[..<at.lowerBound])_foggy_beta_\(beta)"
      }
    }
    let clear = try modality("clear", root.requiredModality("leftImg8bit"), ending: "_leftImg8bit")
    let foggy = try modality(
      "hazy", root.requiredModality("leftImg8bit_foggy", "leftImg8bit_foggyDBF"), ending: "_leftImg8bit_foggy_beta_")
    var others: [Modality] = []
    if let disparity = try root.modality("disparity"), let camera = try root.modality("camera") {
      others.append(try modality("disparity", disparity, ending: "_disparity"))
      others.append(try modality("camera", camera, ending: "_camera", ["json"]))
    }
    var veils: Modality?
    if let tree = try root.modality("leftImg8bit_transmittance", "leftImg8bit_transmittanceDBF") {
      veils = try modality("transmission", tree, ending: "_leftImg8bit_transmittance_beta_")
    }
    var gaps: [Gap] = []
    if let veils {
      let bare = foggy.files.keys.filter { veils.files[$0] == nil }
      gaps = veils.gaps + bare.map { Gap(.missing, "transmission", of: $0, at: veils.place) }
    }
    let transmissions = veils?.files
    let data = Dataset(
      name: "Foggy Cityscapes", clear: clear, hazy: (foggy, .suffix(marker: "_foggy_beta_")), others: others,
      gaps: gaps
    ) { id, hazy, variant, files in
      let beta = Double(variant)!
      let scene = id.components.dropFirst().first ?? id
      var entry = FrameEntry(id: hazy!, scene: scene)
      // ln 20: the contrast that is left at the visibility is 5 %.
      entry.attributes = ["beta": variant, "visibility_m": "\(2.995732273553991 / beta)"]
      entry.clear = .picture(files["clear"]!)
      entry.hazy = .picture(files["hazy"]!)
      entry.transmission = transmissions?[hazy!].map { .share($0) }
      if let disparity = files["disparity"], let camera = files["camera"] {
        entry.camera = Part([camera]) { () throws(FileError) in try camera.json(CityscapesCamera.self).lens(camera) }
        entry.depth = Part([disparity, camera]) { () throws(FileError) in
          let k = try camera.json(CityscapesCamera.self)
          let fx = try k.lens(camera).intrinsics.fx
          guard k.extrinsic.baseline > 0, k.extrinsic.baseline.isFinite else {
            throw FileError(.damaged, camera.description, "gives the baseline \(k.extrinsic.baseline) m")
          }
          // Stored 0: none. Stored p > 0: (p - 1) / 256 pixels, so 1 is infinitely far.
          let encoding = DepthEncoding(
            .disparity(focalTimesBaseline: k.extrinsic.baseline * fx, perPixel: 256, offset: 1))
          return try Part.depth(disparity, encoding).read()
        }
      }
      return entry
    }
    let whole = data.entries.filter { transmissions == nil || $0.transmission != nil }
    return Dataset(name: data.name, entries: whole, partial: data.partial, gaps: data.gaps)
  }
}

/// `<frame>_camera.json`.
private struct CityscapesCamera: Decodable {
  struct Extrinsic: Decodable { let baseline: Double }
  struct Intrinsic: Decodable {
    let fx: Double
    let fy: Double
    let u0: Double
    let v0: Double
  }
  let extrinsic: Extrinsic
  let intrinsic: Intrinsic

  func lens(_ file: FileReference) throws(FileError) -> FrameEntry.Camera {
    let k = intrinsic
    guard k.fx > 0, k.fy > 0, [k.fx, k.fy, k.u0, k.v0].allSatisfy(\.isFinite) else {
      throw FileError(.damaged, file.description, "gives the focal length \(k.fx), expected a positive one")
    }
    return FrameEntry.Camera(Intrinsics(fx: k.fx, fy: k.fy, cx: k.u0, cy: k.v0))
  }
}
