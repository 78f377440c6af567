import Files

/// The channels of an EXR file, and which of them holds depth.
///
/// Renderers name it in many ways: `Z`, `depth`, `ViewLayer.Depth.V` (Blender), `dd.y.T` (Mitsuba),
/// `FinalImage_WorldDepth.R` (Unreal), `VRayZDepth.R`. A `Z` beside an `X` and a `Y` is a direction, `R` beside `G` and
/// `B` a picture.
struct EXRChannels {
  struct Channel: Equatable {
    let name: String
    /// Floats or halves at every pixel.
    let isPlain: Bool

    /// What is before the last dot ("" without one), and what is after it.
    var layer: Substring { name.lastIndex(of: ".").map { name[..<$0] } ?? "" }
    var component: Substring { name.lastIndex(of: ".").map { name[name.index(after: $0)...] } ?? name[...] }
  }
  let all: [Channel]

  init(_ channels: [Channel]) { all = channels }

  /// From what `cimages_exr_read_info` gives: a letter for the type, then the name.
  init(_ names: some Sequence<ArraySlice<CChar>>) {
    all = names.map { text in
      let name = String(decoding: text.dropFirst().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return Channel(name: name, isPlain: text.first == CChar(bitPattern: UInt8(ascii: "f")))
    }
  }

  /// The place of the channel called `wanted`, or of the one that holds depth.
  func place(of wanted: String?, name: String) throws(FileError) -> Int {
    let held = all.map { $0.isPlain ? $0.name : $0.name + " (no floats)" }.joined(separator: ", ")
    if let wanted {
      guard let place = all.firstIndex(where: { $0.name == wanted && $0.isPlain }) else {
        throw FileError(.damaged, name, "holds the channels \(held), expected \(wanted), of floats")
      }
      return place
    }
    let candidates = Dictionary(grouping: all.indices.filter { isDepth(all[$0]) }) {
      all[$0].layer.isEmpty ? all[$0].component : all[$0].layer
    }
    // Of one layer the component that is called so, else its first colour: tools repeat the distance in R, G and B.
    let best = candidates.values.map { places in places.min { rank(all[$0]) < rank(all[$1]) }! }.sorted()
    if best.count == 1 { return best[0] }
    if best.isEmpty, all.count == 1, all[0].isPlain, !["A", "ALPHA"].contains(all[0].component.uppercased()) {
      return 0
    }
    let problem = best.isEmpty ? "none of which is called depth" : "\(best.count) of which may be depth"
    throw FileError(
      .damaged, name, "holds the channels \(held), \(problem): name the one (--depth-key, --prediction-key)")
  }

  private func isDepth(_ channel: Channel) -> Bool {
    guard channel.isPlain else { return false }
    let (layer, component) = (channel.layer.lowercased(), channel.component.lowercased())
    func has(_ other: String) -> Bool {
      all.contains { $0.layer == channel.layer && $0.component.lowercased() == other }
    }
    // A distance that was brought to a range is none.
    if channel.name.lowercased().contains("norm") { return false }
    if component.contains("depth") { return true }
    let last = layer.split(separator: ".").last ?? ""
    if last.contains("depth") { return component != "a" }
    switch component {
    case "z": return !(has("x") && has("y"))
    case "t": return !layer.isEmpty && all.count { $0.layer == channel.layer } == 1
    default: return false
    }
  }

  private func rank(_ channel: Channel) -> Int {
    let component = channel.component.lowercased()
    return ["depth", "z", "v", "t", "y", "r"].firstIndex(of: component) ?? 6
  }
}
