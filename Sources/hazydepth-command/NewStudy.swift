import Foundation

/// What `hazydepth new-study` lays down. The same study is built and run as Tests/NewStudy/first, and a test holds these
/// texts to its files.
enum NewStudy {
  /// The files of a study's folder, by path.
  static func files(_ name: String) -> [(path: String, content: String)] {
    [("src/main.swift", main(name)), ("src/Look.swift", look), ("README.md", readme(name))]
  }

  /// Package.swift with the study's line behind those of the others; unchanged if it is there, nil if there are no others.
  static func adding(_ name: String, to package: String) -> String? {
    var lines = package.components(separatedBy: "\n")
    guard let last = lines.lastIndex(where: { $0.wholeMatch(of: #/ {4}study\("[a-z0-9-]+"\),/#) != nil }) else {
      return nil
    }
    let line = "    study(\"\(name)\"),"
    if lines.contains(line) { return package }
    lines.insert(line, at: last + 1)
    return lines.joined(separator: "\n")
  }

  private static func main(_ name: String) -> String {
    """
    // # \(name)
    // Question. How much of a street is seen through fog?  Expected. The more, the farther one sees.  Cost. Seconds.
    import Driving
    import Exhibits
    import HazyDepth
    import Numerics
    import Pictures
    import StudyKit
    import World

    let study = Study("\(name)", title: "\(name)", question: "How much of a street is seen through fog?")
    let visibility = study.axis(
      "visibility", smoke: [50.0, 200], quick: [25.0, 50, 100, 200, 400], "of the fog, in metres")
    let streets = study.setting("streets", smoke: 2, quick: 8, full: 32, "pictures per cell")
    study.seeds(smoke: 1, quick: 3, full: 5)
    let t = study.metric("transmission", "mean transmission", better: .higher)
    study.expects("thin fog shows more", "The mean transmission is higher at the greatest visibility than at the least")

    // ## 1. Lay fog over the same streets
    let results = study.run("fog") { cell in
      let world = DrivingWorld(seed: UInt64(cell.seed))
      let fog = Fog(Visibility(metres: cell[visibility]))
      var means: [Double] = []
      for street in 0..<streets {
        let frame = world.frame(street * world.framesPerScene, fog: fog)
        means.append(FixedOrder.mean((frame.transmission?.values ?? []).map { Double($0) }))
        cell.progress(street + 1, of: streets)
      }
      var out = CellResult()
      out["transmission"] = FixedOrder.mean(means)
      return out
    }

    // ## 2. Look: tables, figures, verdicts
    look(at: results)
    study.finish()

    """
  }

  private static let look = """
    // What the study shows of its measurements. Nothing here is measured, so a change runs no cell again.
    import Exhibits
    import Numerics
    import StudyKit

    func look(at results: Results) {
      study.write(results.summary("transmission", "How much is seen, by visibility", [t]))
      study.draw(
        .lines(
          "transmission", "What is seen through fog", from: results.table("cells", "", [t]), x: "visibility",
          y: "transmission", spread: .band))
      let (least, greatest) = (visibility.steps.min() ?? 0, visibility.steps.max() ?? 0)
      let seen = { (metres: Double) in FixedOrder.mean(results.metric("transmission", where: visibility == metres)) }
      study.claim(
        "thin fog shows more", holds: seen(greatest) > seen(least), evidence: "\\(seen(least)) < \\(seen(greatest))")
    }

    """

  private static func readme(_ name: String) -> String {
    """
    # \(name)

    **Question.** How much of a street is seen through fog?

        swift run study-\(name)                  # quick: five fogs x three seeds, seconds
        swift run study-\(name) --preset full    # five seeds, more streets

    ## Findings
    None yet: `swift run study-\(name) --preset smoke` is a trial; commit the study, run it, and say here what its version shows.

    """
  }
}
