import Driving

extension Study {
  /// How a user's data set is to be read: `data.layout`, `data.depth-scale` and the others of `DataReading.settings`, those
  /// that were given. They are settings like others, part of every cell's key. `pairs`: its rule as text.
  public func dataReading(pairs: String = "") -> DataReading {
    let given = settings(below: "data", "how it is read: " + DataReading.settings.joined(separator: ", "))
    return require(
      try DataReading(settings: Dictionary(uniqueKeysWithValues: given.map { ($0.name, $0.text) }), pairs: pairs))
  }
}
