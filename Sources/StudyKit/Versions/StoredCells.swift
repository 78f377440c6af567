/// `cells.json`: what every cell of a version found, with its types. `cells.csv` is derived from it; the rows of series and
/// the arrays lie in `data/`.
struct StoredCells: Codable, Sendable {
  struct Cell: Codable, Sendable {
    let part: String
    /// Its step on every axis it lies on.
    let point: [String: Value]
    let seed: Int
    /// The fields that stand for it in `cells.csv` and `data/*.csv`.
    let place: [String]
    let key: String
    let metrics: [String: Double?]
    let values: CellValues
    let series: [String]
    let arrays: [String]
  }
  static let name = "cells.json"

  /// In the order of the file.
  let cells: [Cell]
  /// By name: the columns that follow a cell's place in `data/NAME.csv`.
  let series: [String: SeriesType]
}
