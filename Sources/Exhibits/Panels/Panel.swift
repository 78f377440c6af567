import Files
import Foundation
import Numerics

/// A picture of pictures: rows of tiles under column headings, each row of maps with its colour bar.
///
///     study.panel(
///       "maps", "Held-out frame 12.", columns: ["λ = 0", "λ = 0.02", "truth"],
///       rows: [
///         .pictures("hazy", [hazy, hazy, nil]),
///         .depth("depth", predictions + [truth]),
///         .errors("|error|", errors + [nil], upTo: 5),
///         .shares("v", v + [transmission]),
///       ])
///
/// Tiles are [h, w] or [h, w, 1] maps, or [h, w, 3] pictures in [0, 1]; small ones are enlarged by whole factors.
/// Invalid values (NaN, infinite, no depth) are flat grey.
public struct Panel: Sendable {
  public let name: String
  public let caption: String
  public let columns: [String]
  public let rows: [Row]
  /// Whether the report shows its two tiles over each other, with an edge to move.
  package var isSlider = false

  /// One row: a heading, what its colours mean (nil: pictures), and a tile for each column (nil: none).
  public struct Row: Sendable {
    public let heading: String
    public let scale: Scale?
    public let tiles: [NumericArray?]
    /// Written into the tiles' upper left corners; as many as tiles, or none.
    public var labels: [String] = []

    /// [h, w, 3] or gray [h, w], in [0, 1].
    public static func pictures(_ heading: String, _ tiles: [NumericArray?]) -> Row {
      Row(heading: heading, scale: nil, tiles: tiles)
    }
    /// Depth in metres; 0 and below is "no depth".
    public static func depth(
      _ heading: String, _ tiles: [NumericArray?], in metres: ClosedRange<Float> = 2...80
    ) -> Row {
      Row(heading: heading, scale: .depth(metres), tiles: tiles)
    }
    /// Absolute errors from 0 to `high`, in `unit`; larger ones have the last colour.
    public static func errors(
      _ heading: String, _ tiles: [NumericArray?], upTo high: Float, unit: String = "m"
    ) -> Row {
      Row(heading: heading, scale: .error(upTo: high, unit: unit), tiles: tiles)
    }
    /// Signed: blue below 0, white at 0, red above.
    public static func differences(
      _ heading: String, _ tiles: [NumericArray?], within most: Float, unit: String = "m"
    ) -> Row {
      Row(heading: heading, scale: .difference(within: most, unit: unit), tiles: tiles)
    }
    /// v, transmission: [0, 1].
    public static func shares(_ heading: String, _ tiles: [NumericArray?]) -> Row {
      Row(heading: heading, scale: .share, tiles: tiles)
    }
    /// Maps of anything else, by a scale of the caller's.
    public static func maps(_ heading: String, _ tiles: [NumericArray?], _ scale: Scale) -> Row {
      Row(heading: heading, scale: scale, tiles: tiles)
    }

    /// The same row with a text in each tile.
    public func labelled(_ labels: [String]) -> Row {
      var row = self
      row.labels = labels
      return row
    }
  }

  /// Rows of different lengths, a tile of another shape than a map or picture, and a picture outside [0, 1] trap.
  public init(_ name: String, _ caption: String = "", columns: [String] = [], rows: [Row]) {
    require(Folder.isFileName(name), "Panel: \(printable(name)) is no name for its files")
    require(!rows.isEmpty && !rows[0].tiles.isEmpty, "Panel \(name): no tiles")
    let width = rows[0].tiles.count
    require(
      columns.isEmpty || columns.count == width, "Panel \(name): \(columns.count) headings for \(width) columns")
    for row in rows {
      require(
        row.tiles.count == width,
        "Panel \(name): row \(printable(row.heading)) has \(row.tiles.count) tiles, the first \(width)")
      require(
        row.labels.isEmpty || row.labels.count == width,
        "Panel \(name): row \(printable(row.heading)) has \(row.labels.count) labels for \(width) tiles")
      for tile in row.tiles.lazy.compactMap({ $0 }) {
        let channels = tile.shape.count == 3 ? tile.shape[2] : 1
        require(
          (2...3).contains(tile.shape.count) && !tile.values.isEmpty
            && (channels == 1 || (channels == 3 && row.scale == nil)),
          "Panel \(name): a tile of shape \(tile.shape) in row \(printable(row.heading)), expected [h, w]"
            + (row.scale == nil ? " or [h, w, 3]" : ""))
        require(
          row.scale != nil || tile.values.allSatisfy { $0 >= 0 && $0 <= 1 },
          "Panel \(name): a picture with values outside [0, 1] in row \(printable(row.heading))")
      }
    }
    (self.name, self.caption, self.columns, self.rows) = (name, caption, columns, rows)
  }
}

extension Panel: Exhibit {}

extension Panel {
  /// Into a folder that is there.
  package func write(to folder: String) throws(FileError) {
    let file = try AtomicFile("\(folder)/\(name).png")
    try file.write(drawn().png())
    try file.commit()
    try AtomicFile.write(JSON.pretty(sidecar), to: "\(folder)/\(name).json")
  }
}
