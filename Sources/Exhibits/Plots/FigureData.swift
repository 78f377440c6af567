import Files

/// The numbers of a figure as one CSV file, and which of its rows and columns each layer draws.
struct FigureData {
  /// Rows `first...last` below the header, as gnuplot's `every` counts them.
  struct Rows {
    var first: Int
    var last: Int
  }

  let csv: String
  /// By panel, then layer; nil where a layer has no points.
  let rows: [[Rows?]]
  private let columns: [String]

  private static let numbers: [(name: String, of: KeyPath<PlotPoint, Double> & Sendable)] = [
    ("x", \.x), ("y", \.y), ("x_low", \.x_low), ("x_high", \.x_high), ("y_low", \.y_low), ("y_high", \.y_high),
    ("value", \.value),
  ]

  init(_ plot: Plot) {
    let points = plot.panels.flatMap { $0.layers.flatMap(\.points) }
    // A grid keeps its column of values where no cell has one: all of it is grey.
    let hasCells = plot.panels.contains { $0.layers.contains { $0.mark == .cell } }
    let used = FigureData.numbers.filter { number in
      (number.name == "value" && hasCells) || points.contains { !$0[keyPath: number.of].isNaN }
    }
    let hasPanels = plot.panels.count > 1
    columns = used.map(\.name)
    // Words stand last: whatever they hold, the numbers before them are read right.
    var lines = [columns + ["drawn_as", "series"] + (hasPanels ? ["panel"] : [])]
    var rows: [[Rows?]] = []
    for panel in plot.panels {
      var ranges: [Rows?] = []
      for layer in panel.layers {
        let first = lines.count - 1
        let series = plot.series.indices.contains(layer.series) ? plot.series[layer.series] : ""
        for point in layer.points {
          let fields = used.map { point[keyPath: $0.of] }.map { $0.isNaN ? "" : Digits.exact($0) }
          lines.append(fields + [layer.mark.rawValue, oneLine(series)] + (hasPanels ? [oneLine(panel.title)] : []))
        }
        ranges.append(layer.points.isEmpty ? nil : Rows(first: first, last: lines.count - 2))
      }
      rows.append(ranges)
    }
    self.rows = rows
    csv = lines.map(CSV.line).joined()
  }

  /// The number of a column, from 1.
  func column(_ name: String) -> Int { columns.firstIndex(of: name)! + 1 }
}

private func oneLine(_ text: String) -> String { text.replacing("\n", with: " ").replacing("\r", with: " ") }
