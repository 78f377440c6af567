import Files
import Foundation

/// What a report says beside its exhibits.
package struct ReportFacts {
  let study: String
  let title: String
  let question: String
  let source: String
  let preset: String
  let runKey: String
  let cells: Int
  let settings: [(name: String, value: String, help: String)]
  let metrics: [Metric]
  let claims: [Claim]

  package init(
    study: String, title: String, question: String, source: String, preset: String, runKey: String, cells: Int,
    settings: [(name: String, value: String, help: String)], metrics: [Metric], claims: [Claim]
  ) {
    (self.study, self.title, self.question, self.source) = (study, title, question, source)
    (self.preset, self.runKey, self.cells) = (preset, runKey, cells)
    (self.settings, self.metrics, self.claims) = (settings, metrics, claims)
  }

  /// Nothing may be fetched from anywhere, and no script runs but ours.
  private var policy: String {
    let hash = Data(bytes(hexadecimal: Digest.of(ReportScript.text))).base64EncodedString()
    return
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'"
  }

  package func page(exhibits: Markup, files: [String]) -> Markup {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(policy)">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <link rel="icon" href="data:,">
    <title>\(title)</title>
    <style>\(verbatim: ReportStyle.text)</style>
    </head>
    <body>
    <header>
    <p class="study">study-\(study)</p>
    <h1>\(title)</h1>
    <p class="question">\(question)</p>
    <p class="facts">\(factLine)</p>
    </header>
    <main>
    \(claimSection)<h2 id="results">Results</h2>
    \(exhibits)\(settingSection)\(metricSection)\(fileSection(files))</main>
    <script>\(verbatim: ReportScript.text)</script>
    </body>
    </html>

    """
  }

  private var factLine: String {
    let facts = [
      source.isEmpty ? "" : "Source: \(source)", "preset \(preset)", cells == 1 ? "1 cell" : "\(cells) cells",
      "run \(runKey.prefix(12))",
    ]
    return facts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private var claimSection: Markup {
    guard !claims.isEmpty else { return "" }
    let items = claims.map { claim -> Markup in
      let (kind, sign, words) =
        switch claim.holds {
        case true?: ("held", "✓", "held")
        case false?: ("failed", "✗", "not held")
        case nil: ("open", "?", "not decided")
        }
      let evidence: Markup = claim.evidence.isEmpty ? "" : "<p class=\"evidence\">\(claim.evidence)</p>"
      return """
        <li class="\(kind)"><span class="verdict"><span aria-hidden="true">\(sign)</span> \(words)</span>
        <div><strong>\(claim.name)</strong><p>\(claim.expectation)</p>\(evidence)</div></li>

        """
    }
    let counts = [(true, "held"), (false, "not held"), (nil, "not decided")].compactMap { verdict, words in
      let n = claims.count { $0.holds == verdict }
      return n == 0 ? nil : "\(n) \(words)"
    }
    return """
      <h2 id="claims">Expectations, written before the run: \(counts.joined(separator: ", "))</h2>
      <ul class="claims">
      \(items)</ul>

      """
  }

  private var settingSection: Markup {
    guard !settings.isEmpty else { return "" }
    let rows = settings.map { setting -> Markup in
      let kind = setting.value.count > 40 ? "text long" : "text"
      return """
        <tr><th scope="row">\(setting.name)</th><td class="\(kind)">\(setting.value)</td>\
        <td class="text long">\(setting.help)</td></tr>

        """
    }
    return """
      <h2 id="settings">Settings</h2>
      <div class="wide"><table><thead><tr><th class="text" scope="col">name</th><th class="text" scope="col">value</th>\
      <th class="text" scope="col">what it is</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>

      """
  }

  private var metricSection: Markup {
    guard !metrics.isEmpty else { return "" }
    let rows = metrics.map { metric -> Markup in
      let better =
        switch metric.better {
        case .lower: "lower ↓"
        case .higher: "higher ↑"
        case .neither: "–"
        }
      return """
        <tr><th scope="row">\(metric.name)</th><td class="text long">\(metric.label)</td><td class="text">\(metric.unit)</td>\
        <td class="text">\(better)</td></tr>

        """
    }
    return """
      <h2 id="metrics">Metrics</h2>
      <div class="wide"><table><thead><tr><th class="text" scope="col">name</th><th class="text" scope="col">meaning</th>\
      <th class="text" scope="col">unit</th><th class="text" scope="col">better</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>

      """
  }

  /// Beside what is there already: the files that are written after the report.
  private func fileSection(_ files: [String]) -> Markup {
    let data = files.filter { !$0.contains("/") || ($0.hasPrefix("data/") && $0.hasSuffix(".csv")) }
    let names = Set(data + ["manifest.json", "SHA256SUMS", "cells.csv", "config.yaml"]).subtracting(["report.html"])
    let items = names.sorted().map { name -> Markup in "<li><a href=\"\(name)\">\(name)</a></li>\n" }
    return """
      <h2 id="files">Files</h2>
      <p>When, where and with what this was made is in <a href="manifest.json">manifest.json</a>; \
      <code>sha256sum -c SHA256SUMS</code> checks every file.</p>
      <ul class="filelist">
      \(items)</ul>

      """
  }
}

/// "0aff" as [10, 255].
private func bytes(hexadecimal text: String) -> [UInt8] {
  let digits = text.compactMap { $0.hexDigitValue.map { UInt8($0) } }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
