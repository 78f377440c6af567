import Driving
import Files
import Metrics
import Pictures

/// Two folders of predictions that some other program wrote for the same frames: `name=clear:DIR,hazy:DIR`.
nonisolated struct PredictionPair: Sendable, Equatable {
  let name: String
  let clear: String
  let hazy: String

  /// From the command line's words; anything else is a configuration fault.
  init(_ text: String) throws(FileError) {
    let fault = FileError(.configuration, "predictions \(printable(text))", "expected name=clear:DIR,hazy:DIR")
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { throw fault }
    var folders: [String: String] = [:]
    for part in text[text.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false) {
      guard let colon = part.firstIndex(of: ":") else { throw fault }
      let folder = String(part[part.index(after: colon)...])
      guard !folder.isEmpty, folders.updateValue(folder, forKey: String(part[..<colon])) == nil else { throw fault }
    }
    guard folders.count == 2, let clear = folders["clear"], let hazy = folders["hazy"] else { throw fault }
    (name, self.clear, self.hazy) = (String(text[..<equals]), clear, hazy)
  }

  /// The same pair, its folders where `place` says they are.
  func placed(_ place: (String) throws -> String) rethrows -> PredictionPair {
    PredictionPair(name: name, clear: try place(clear), hazy: try place(hazy))
  }

  private init(name: String, clear: String, hazy: String) {
    (self.name, self.clear, self.hazy) = (name, clear, hazy)
  }

  /// Sums and frames of a data set with truth, scored as any model's. Frames without a prediction on both sides and
  /// predictions of another size than the truth are errors.
  func compared(on dataset: Dataset) throws(FileError) -> FogExperiment.Comparison {
    let (clear, hazy) = (try Predictions(clear, for: dataset.entries), try Predictions(hazy, for: dataset.entries))
    var result = FogExperiment.Comparison()
    for entry in dataset.entries {
      let frame = try entry.load([.depth, .classes, .camera])
      guard let depth = frame.depth else { throw FileError(.missing, dataset.name, "\(entry.id) has no depth") }
      var sides: [[Float]] = []
      for predictions in [clear, hazy] {
        let stored = try predictions.values(entry.id)
        guard stored.width == depth.width && stored.height == depth.height else {
          throw FileError(
            .damaged, predictions.name,
            "\(entry.id) is \(stored.width) x \(stored.height), expected the truth's \(depth.width) x \(depth.height)")
        }
        sides.append(stored.values)
      }
      let pair = FramePair(
        scene: entry.scene.isEmpty ? entry.id : entry.scene, truth: depth.metres, clear: sides[0], hazy: sides[1],
        mask: frame.mask?.values.map { $0 ? 1 : 0 },
        rayLengths: frame.intrinsics?.rayLengths(width: depth.width, height: depth.height))
      result.images.append(FrameErrors(id: entry.id, row: result.frames.add(pair)))
    }
    return result
  }
}
