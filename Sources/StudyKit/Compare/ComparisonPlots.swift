import Exhibits
import Files
import Processes

extension Comparison {
  /// Who made a folder of curves.
  public static let maker = "hazydepth compare"

  /// Draws every series that both versions have, old over new, a panel per point, a figure per column: in `folder` as
  /// `NAME.{csv,gp,svg,png}`. Returns the figures' names. Series of images, and those of more than twelve points, have no
  /// curve to lay over another and are left out.
  public static func draw(_ oldPath: String, _ newPath: String, into folder: String) throws -> [String] {
    let versions = [try VersionData(oldPath), try VersionData(newPath)]
    let stored = try versions.map { try $0.labelledSeries() }
    let sides = versions[0].name == versions[1].name ? versions.map(\.folder) : versions.map(\.name)
    let names = stored.map { Set($0.values.flatMap(\.keys)) }
    _ = try OutputFolder(folder, maker: maker, inputs: [oldPath, newPath], goesOn: true)
    var drawn: [String] = []
    for series in names[0].intersection(names[1]).sorted() {
      guard let table = table(of: series, sides, stored) else { continue }
      for y in table.columns.dropFirst(4).map(\.name) {
        let plot = Plot.lines(
          "\(series)-\(y)", "\(series): \(y)", from: table, x: table.columns[3].name, y: y, series: "version",
          panels: "point")
        do { try Figure().draw(plot, in: folder) } catch {
          throw (error as? Figure.Fault).map { StudyError(code: $0.exitCode, $0.description) } ?? error
        }
        drawn.append(plot.name)
      }
    }
    return drawn
  }

  /// One row per version, cell and step: version, point, seed, then the series' columns.
  private static func table(
    of series: String, _ versions: [String], _ stored: [[[String]: [String: Series]]]
  ) -> Table? {
    let common = Set(stored[0].filter { $0.value[series] != nil }.keys)
      .intersection(stored[1].filter { $0.value[series] != nil }.keys).sorted { $0.lexicographicallyPrecedes($1) }
    guard let first = common.first.flatMap({ stored[0][$0]?[series] }), first.ids == nil, first.columns.count > 1,
      Set(common.map(Comparison.point)).count <= 12
    else { return nil }
    var table = Table(series, columns: (["version", "point", "seed"] + first.columns).map { Column($0) })
    for (version, cells) in zip(versions, stored) {
      for place in common {
        guard let one = cells[place]?[series], one.columns == first.columns else { return nil }
        let seed = place.last?.trimmingPrefix("seed=") ?? ""
        for row in one.rows {
          let numbers: [Entry] = row.map { $0.isNaN ? .missing : .number($0) }
          table.row([.text(version), .text(Comparison.point(place)), .text(String(seed))] + numbers)
        }
      }
    }
    return table
  }

  /// A cell's place without its seed.
  private static func point(_ place: [String]) -> String { place.dropLast().joined(separator: ", ") }
}
