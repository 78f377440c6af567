import Files
import Numerics

/// Frames on disk in a known order, read one at a time; safe to read from several threads.
public struct Dataset: Sendable {
  public let name: String
  /// The usable frames, by ascending id unless the data set orders them itself.
  public let entries: [FrameEntry]
  /// Frames with a picture that lack a part, so that they are no whole frames: named in `gaps`, and of use where that part
  /// is not asked for.
  public let partial: [FrameEntry]
  /// Everything that is named but absent, unpaired or ambiguous.
  public let gaps: [Gap]
  /// How it was read, where it was opened by its path.
  public internal(set) var report: DataReport?
  private let places: [String: Int]

  /// Joins frames and gaps; repeated ids trap (layouts report duplicates as gaps).
  public init(name: String, entries: [FrameEntry], partial: [FrameEntry] = [], gaps: [Gap] = []) {
    self.name = name
    self.entries = entries
    self.partial = partial
    self.gaps = gaps
    var places: [String: Int] = [:]
    for (i, entry) in entries.enumerated() {
      require(places.updateValue(i, forKey: entry.id) == nil, "Dataset \(name): two frames '\(entry.id)'")
    }
    self.places = places
  }

  public var count: Int { entries.count }
  public var ids: [String] { entries.map(\.id) }

  /// The frame called `id`, or nil.
  public subscript(id: String) -> FrameEntry? { places[id].map { entries[$0] } }

  /// Reads what is wanted of the frame at position `i`; a position beyond `count` traps.
  public func frame(_ i: Int, _ wanted: FrameEntry.Wanted = .all) throws(FileError) -> Frame {
    require(entries.indices.contains(i), "Dataset.frame: \(i) of \(entries.count)")
    return try entries[i].load(wanted)
  }

  /// Throws one error that counts the gaps and names the first, unless there are none.
  public func requireComplete() throws(FileError) {
    guard let first = gaps.first else { return }
    throw FileError(.missing, name, "\(gaps.count) gaps, the first: \(first)")
  }

  /// The frames whose scene is in `scenes`, and the gaps as they are: splits go by scene, never by frame.
  public func limited(to scenes: Set<String>) -> Dataset {
    only(entries.filter { scenes.contains($0.scene) })
  }

  /// All frames that have a picture, whole or not, by ascending id.
  public var withPartial: Dataset {
    partial.isEmpty ? self : only((entries + partial).sorted { precedes($0.id, $1.id) })
  }

  /// Some of its frames; gaps and report as they are.
  public func only(_ entries: [FrameEntry]) -> Dataset {
    var part = Dataset(name: name, entries: entries, partial: [], gaps: gaps)
    part.report = report
    return part
  }

  /// The same with more gaps.
  func with(gaps more: [Gap]) -> Dataset {
    guard !more.isEmpty else { return self }
    var all = Dataset(name: name, entries: entries, partial: partial, gaps: (gaps + more).sorted(by: Gap.precede))
    all.report = report
    return all
  }
}
