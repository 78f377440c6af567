import Pictures
import Files
import ArgumentParser
import Exhibits
import StudyKit

/// `hazydepth inspect-oddity studies/fog-oddity/v1 --worst 12`: the oddest frames of a version on one page.
struct InspectOddityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect-oddity",
    abstract: "Write the frames of a fog-oddity version in which fog lowers MAE and raises RMSE most, as one picture.",
    discussion: """
      Columns are frames, the oddest first; rows are both pictures, the truth, both predictions, both errors, and by how \
      much fog makes each pixel's error larger (red) or smaller (blue). Drawn from what the version stores: no model runs.
      """)

  @Argument(help: "A version's folder, such as studies/fog-oddity/v1.")
  var version: String

  @Option(help: "How many frames, at most as many as the version keeps.")
  var worst = 12

  @Option(help: "The picture. (default: oddity.png)")
  var out = "oddity.png"

  func validate() throws {
    try check("--worst", worst, in: 1...10_000)
    guard out.hasSuffix(".png") else { throw ValidationError("--out \(out): expected a name that ends in .png") }
  }

  func run() throws {
    let maker = "hazydepth inspect-oddity"
    try OutputFile.admit(out) { PNG.isMade(by: maker, $0) }
    let frames = try InspectedFrame.stored(in: version)
    let shown = Array(frames.prefix(worst))
    try AtomicFile.write(try Panel.inspected("oddity", "", shown).png(maker: maker), to: out)
    print("\(out): \(shown.count) of the \(frames.count) frames that \(version) keeps")
  }
}
