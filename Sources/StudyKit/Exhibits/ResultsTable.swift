import Exhibits
import Numerics

extension Results {
  /// One row per cell: the axes, the seed, then these metrics (of all cells, where the metric is not defined: missing).
  public func table(_ name: String, _ caption: String = "", _ metrics: [Metric]) -> Table {
    var table = Table(name, caption, columns: axes.map { Column($0) } + ["seed"] + metrics.map { Column($0) })
    for cell in cells {
      table.row(axisEntries(cell) + [.number(Double(cell.seed))] + metrics.map { cell[$0.name].entry })
    }
    return table
  }

  /// One row per point: mean ± standard deviation over its seeds.
  ///
  /// `by` are the axes that tell rows apart (all, if not given). `images` names a series with one row per image and
  /// columns called as the metrics: where it has one, rows are compared by a paired bootstrap over images; else by a
  /// paired t over seeds.
  public func summary(
    _ name: String, _ caption: String = "", _ metrics: [Metric], by keys: [String]? = nil, images: String? = nil
  ) -> Table {
    let keys = keys ?? axes
    var table = Table(name, caption, columns: keys.map { Column($0) } + metrics.map { Column($0) })
    let places = keys.map { key in axes.firstIndex(of: key) ?? -1 }
    require(!places.contains(-1), "Results.summary: \(keys) are not all among the axes \(axes)")
    let keysOfCells = cells.map { cell in places.map { axisEntries(cell)[$0] } }
    let members = Dictionary(grouping: cells.indices) { keysOfCells[$0] }
    for key in distinct(keysOfCells) {
      let part = members[key]!.map { cells[$0] }
      let measured = Results(cells: part, axes: axes)
      table.row(
        key
          + metrics.map { metric in
            Sample(
              part.compactMap { $0[metric.name] },
              images: images.flatMap { measured.perImage(metric.name, in: $0)?.defined }
            ).entry
          })
    }
    return table
  }

  /// The rows of a series of every cell, with the cell's axes and seed before them: for training curves.
  /// An id becomes a column of text; what is not defined is missing.
  public func curves(_ series: String, _ caption: String = "", named name: String? = nil) -> Table {
    let parts = cells.compactMap { cell in cell.series(series).map { (cell, $0) } }
    let own = parts.first?.1.columns ?? []
    var table = Table(name ?? series, caption, columns: (axes + ["seed"] + own).map { Column($0) })
    for (cell, series) in parts {
      require(series.columns == own, "Results.curves: cells differ in the columns of \(name ?? ""), \(own)")
      let head = axisEntries(cell) + [.number(Double(cell.seed))]
      for (k, row) in series.rows.enumerated() {
        let id: [Entry] = series.ids.map { [.text($0[k])] } ?? []
        table.row(head + id + row.map { $0.isNaN ? .missing : .number($0) })
      }
    }
    return table
  }

  private func axisEntries(_ cell: FinishedCell) -> [Entry] {
    axes.map { name in
      guard let value = cell.point[value: name] else { return .missing }
      return value.number.map { .number($0) } ?? .text("\(value)")
    }
  }
}
