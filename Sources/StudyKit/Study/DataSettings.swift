import Driving
import Files
import Processes

extension Study {
  /// How a user's data set is to be read: `data.layout`, `data.depth-scale` and the others of `DataReading.settings`, those
  /// that were given. They are settings like others, part of every cell's key. `pairs`: its rule as text.
  public func dataReading(pairs: String = "") -> DataReading {
    let words = DataReading.settings + [Study.allowMissing]
    let given = settings(below: "data", "how it is read: " + words.joined(separator: ", "))
    let reading = given.filter { $0.name != Study.allowMissing }
    allowsMissing = given.first { $0.name == Study.allowMissing }?.text ?? "false"
    var meant = require(
      try DataReading(settings: Dictionary(uniqueKeysWithValues: reading.map { ($0.name, $0.text) }), pairs: pairs))
    // Which pixels count is told by the masks' content.
    meant.masks = meant.masks.map { input($0, as: "data.mask") }
    return meant
  }

  /// Says once how the data set at `path` is read and what it lacks. Frames that lack a part end the study with 66, unless
  /// `data.allow-missing` is `true`: then they are named and left out. Nothing is said where nothing is run.
  public func admit(data path: String, _ reading: DataReading) {
    switch mode {
    case .run, .list: break
    case .worker, .upToDate, .redraw, .verify: return
    }
    require(try look(at: path, reading))
  }

  private static let allowMissing = "allow-missing"

  private func look(at path: String, _ reading: DataReading) throws {
    guard let isAllowed = Bool(allowsMissing) else {
      throw StudyError(.configuration, "data.allow-missing is '\(printable(allowsMissing))', expected true or false")
    }
    let dataset = try Dataset.open(path, reading: reading)
    for line in dataset.report?.lines ?? [] { log(line) }
    let gaps = dataset.gaps
    for gap in gaps.prefix(4) { log("warning: \(gap)") }
    if gaps.count > 4 { log("warning: and \(gaps.count - 4) more") }
    let wanting = gaps.filter { $0.reason == .missing || $0.reason == .duplicate }
    if !isAllowed, let first = wanting.first {
      throw FileError(
        .missing, path,
        "\(wanting.count) gaps, the first: \(first); add the files, or go on without by --set data.allow-missing=true")
    }
  }
}
