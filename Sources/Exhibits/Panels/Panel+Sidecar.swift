import Files

extension Panel {
  /// What `NAME.json` says: the ranges that the colours mean, and how the tiles lie in them.
  struct Sidecar: Encodable {
    struct Row: Encodable {
      let heading: String
      let unit: String?
      let range: [Float]?
      let spacing: Scale.Spacing?
      let tiles: [Tile?]
    }
    struct Tile: Encodable, Equatable {
      let shape: [Int]
      let label: String?
      /// Of the valid values; nil without any.
      let minimum: Float?
      let maximum: Float?
      /// How many values are invalid, and how many valid ones lie outside the range.
      let invalid: Int
      let below: Int
      let above: Int
    }
    let caption: String
    let columns: [String]
    let rows: [Row]
  }

  var sidecar: Sidecar {
    Sidecar(
      caption: caption, columns: columns,
      rows: rows.map { row in
        .init(
          heading: row.heading, unit: row.scale?.unit,
          range: row.scale.map { [$0.range.lowerBound, $0.range.upperBound] },
          spacing: row.scale?.spacing,
          tiles: row.tiles.enumerated().map { k, tile in
            tile.map { Sidecar.Tile($0, row.scale, label: row.labels.isEmpty ? nil : row.labels[k]) }
          })
      })
  }
}

extension Panel.Sidecar.Tile {
  init(_ tile: NumericArray, _ scale: Scale?, label: String?) {
    let valid = tile.values.filter { scale?.isValid($0) ?? true }
    self.init(
      shape: tile.shape, label: label, minimum: valid.min(), maximum: valid.max(),
      invalid: tile.values.count - valid.count, below: valid.count { $0 < scale?.range.lowerBound ?? 0 },
      above: valid.count { $0 > scale?.range.upperBound ?? 1 })
  }
}
