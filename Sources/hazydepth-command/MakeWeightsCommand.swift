import ArgumentParser
import Files
import Foundation
import HazyDepth
import NN

/// `hazydepth make-weights --kind sd21 --out DIR`
struct MakeWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make-weights", abstract: "Write a full-width folder of random weights, as its publisher lays it out.",
    discussion: """
      To measure time and memory where the published weights cannot be had. The same seed gives the same bytes. One \
      tensor at a time is in memory. Sizes in Float32: sd21 5.2 GB, marigold the same, unidepthv2-s 137 MB, -b 458 MB, \
      -l 1.4 GB, da3-metric 1.3 GB.
      """)

  struct Kind: ExpressibleByArgument {
    let folder: RandomFolder

    init?(argument: String) {
      guard let found = ModelCatalogue.random.first(where: { $0.name == argument }) else { return nil }
      folder = found
    }
    init(_ name: String) { self.init(argument: name)! }

    var defaultValueDescription: String { folder.name }
    static var allValueStrings: [String] { ModelCatalogue.random.map(\.name) }
  }

  @Option(
    help: ArgumentHelp(
      ModelCatalogue.random.map { "\($0.name): \($0.about)" }.joined(separator: "; ") + "."))
  var kind = Kind("sd21")
  @Option(help: "A folder that does not exist yet.") var out: String
  @Option(help: "The seed of all weights.") var seed: UInt64 = 7
  @Flag(help: "Store as Float16: half the size.") var half = false
  @Option(help: "Of a diffusers folder only these parts, with commas: unet, vae, text_encoder. (default: all)")
  var parts: String?

  func run() throws {
    let folders = kind.folder.parts().map(\.folder)
    let wanted = parts.map { Set($0.split(separator: ",").map(String.init)) } ?? Set(folders)
    guard wanted.isSubset(of: folders), !wanted.isEmpty else {
      throw ValidationError("--parts \(parts ?? ""): \(kind.folder.name) has \(folders.joined(separator: ", "))")
    }
    let maker = "hazydepth make-weights"
    try OutputPlace.new(out, maker: maker)
    try WholeFolder.write(out, maker: maker) { place in
      for part in kind.folder.parts() where wanted.contains(part.folder) { try write(part, to: place) }
      for (path, text) in kind.folder.texts() {
        try Folder.make(Folder.parent(of: "\(place)/\(path)") ?? place)
        try AtomicFile.write(text, to: "\(place)/\(path)")
      }
    }
  }

  private func write(_ part: RandomFolder.Part, to place: String) throws {
    let below = part.folder == "." ? "" : "/\(part.folder)"
    try Folder.make(place + below)
    let byName = Dictionary(uniqueKeysWithValues: part.plan.map { ($0.name, $0) })
    let file = "\(below)/\(part.stem)\(half ? ".fp16" : "").safetensors"
    try Safetensors.write(
      byName.mapValues(\.shape.axes), to: place + file, metadata: ["format": "pt"],
      precision: half ? .float16 : .float32
    ) { byName[$0]?.freshValues(seed: seed) ?? [] }
    try AtomicFile.write(part.configuration, to: "\(place)\(below)/config.json")
    print("\(out)\(file): \(part.plan.count) tensors, \(part.plan.reduce(0) { $0 + $1.count }) parameters")
  }
}
