import Driving
import Files
import HazyDepth
import Metrics

/// Everybody who takes part in a comparison: the stand-ins where there are pictures, the models whose weights were
/// given, and the folders of predictions.
nonisolated struct Contenders: Sendable {
  let all: [Contender]

  /// `weights`: folders by model, empty texts for none. `predictions`: folders by the name their user gave.
  /// Throws if a name is taken twice, or nobody takes part.
  init(
    standIns: [Contender] = Contender.standIns, weights: [(model: ModelEntry, folder: String)] = [],
    predictions: [(name: String, folder: String)] = [], key: String = "", hasPictures: Bool = true
  ) throws(FileError) {
    var all = hasPictures ? standIns : []
    for (model, folder) in weights where !folder.isEmpty {
      guard hasPictures else {
        throw FileError(.configuration, folder, "the data hold no pictures: only folders of predictions can take part")
      }
      all.append(Contender(model, folder: ShippedWeights.fromRoot(folder)))
    }
    all += predictions.map {
      Contender(predictions: ShippedWeights.fromRoot($0.folder), name: $0.name, key: key.isEmpty ? nil : key)
    }
    for (i, one) in all.enumerated() where all[..<i].contains(where: { $0.name == one.name }) {
      throw FileError(.configuration, one.folder, "two contenders are called '\(printable(one.name))': rename one")
    }
    guard !all.isEmpty else {
      throw FileError(.configuration, "contenders", "nobody takes part: give weights, or folders of predictions")
    }
    self.all = all
  }

  var names: [String] { all.map(\.name) }
  /// What a reader of a table must know of each, ending with a space.
  var notes: String { all.map { "\($0.name): \($0.note). " }.joined() }
  /// Names with the folders that results depend on.
  var folders: [(name: String, folder: String)] { all.map { ($0.name, $0.folder) } }

  /// The contender of a name that is in `names`.
  subscript(name: String) -> Contender {
    guard let found = all.first(where: { $0.name == name }) else { fatalError("Contenders: nobody is called \(name)") }
    return found
  }

  /// The two whose errors the note sets side by side, UniDepthV2 and Depth Anything 3; the first two without them, and one
  /// beside itself if it is alone.
  func noteworthyPair(among names: [String]) -> (String, String) {
    let models: [ModelEntry] = [.uniDepthV2, .depthAnything3]
    let named = models.map(\.name).filter { names.contains($0) }
    let order = named + names.filter { !named.contains($0) }
    return (order[0], order.count > 1 ? order[1] : order[0])
  }

  /// The conditions in which everybody can be scored on these frames, clear first.
  func conditions(on frames: any FrameSource) -> [Air] {
    Air.allCases.filter { air in
      all.allSatisfy { contender in
        switch contender.source {
        case .model: (frames as? ComparedFrames)?.has(air) ?? true
        case .predictions(let folders): folders[air] != nil
        }
      }
    }
  }
}

nonisolated extension ComparedFrames {
  /// A data set, read as its user says. Places are counted from the package's root.
  init(_ place: String, reading: DataReading = DataReading()) throws(FileError) {
    let path = ShippedWeights.fromRoot(place)
    self.init(try Dataset.open(path, reading: reading))
    guard count > 0 else { throw FileError(.missing, path, "has no frame with a depth") }
  }

  /// Whether there are pictures at all.
  var hasPictures: Bool { Air.allCases.contains { has($0) } }
}
