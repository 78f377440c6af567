import Exhibits
import Files

extension Study {
  /// `report.html`: one file without network or other files, from the study's question, configuration, claims and
  /// exhibits. The same study and data give the same bytes.
  func writeReport(to canvas: Canvas) throws(FileError) {
    var page = ReportPage(folder: canvas.folder)
    // Inspectors come last: they take the room that the others leave, and show as many frames as fit.
    var sections = [Markup](repeating: "", count: exhibits.count)
    let order = exhibits.indices.sorted {
      (exhibits[$0] is Inspector ? 1 : 0, $0) < (exhibits[$1] is Inspector ? 1 : 0, $1)
    }
    for k in order {
      guard let exhibit = exhibits[k] as? any Reported else {
        fatalError("report: \(exhibits[k].name) cannot be shown")
      }
      sections[k] = try exhibit.section(on: &page)
    }
    let shown: Markup = "\(sections)"
    let facts = ReportFacts(
      study: name, title: title, question: question, source: source,
      preset: storedManifest?.preset ?? options.preset.rawValue, runKey: storedManifest?.run_key ?? runKey,
      cells: parts.reduce(0) { $0 + $1.cells.count }, settings: described, metrics: metrics, claims: claims)
    try canvas.write(facts.page(exhibits: shown, files: files(with: canvas)).html, to: "report.html")
  }

  private var storedManifest: Manifest? { if case .redraw(let data) = mode { data.manifest } else { nil } }
}
