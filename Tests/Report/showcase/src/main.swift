// # Showcase
// Every kind of exhibit once, with names that try to be more than text: what `Tests/Report/check` opens in a browser.
import Driving
import Exhibits
import Files
import Pictures
import StudyKit
import World

let hostile = "<script>document.title='broken'</script> \"quoted\" 'single' `id` & <img src=x onerror=alert(1)>"
let study = Study(
  "showcase", title: "Every kind of exhibit", question: "Does a report show \(hostile)?", note: "nobody's \(hostile)")
let steps = study.setting("steps", 4, "frames of the inspector; \(hostile)")
let haze = study.axis("haze", quick: [30.0, 60, 120], "metres of visibility")
study.seeds(quick: 3)
study.metric("error", "mean |error| \(hostile)", unit: "m", better: .lower)
study.expects("denser is worse", "the error falls with the visibility \(hostile)")
study.expects("clear is perfect", "nothing is lost at 120 m")
study.expects("enough seeds", "three seeds decide")

let world = DrivingWorld(seed: 7)
func frame(_ index: Int, _ visibility: Double) -> Frame {
  world.frame(index * 8, fog: Fog(Visibility(metres: visibility)))
}

// ## 1. An error that grows with the fog
let results = study.run { cell in
  var out = CellResult()
  out["error"] = 30 / cell[haze] + 0.1 * Double(cell.seed)
  return out
}

// ## 2. One of each
var table = Table(
  "errors", "Errors \(hostile)", columns: Column("haze", unit: "m"), "name", Column("error", unit: "m", better: .lower))
for x in haze { table.row(x, x == 60 ? hostile : "plain", Sample(results.metric("error", where: haze == x))) }
table.row(240, "not run", Entry.missing)
study.write(table)
study.draw(.lines("error", "Error by visibility", "Seeds as points. \(hostile)", from: table, x: "haze", y: "error"))

/// Depth seen through fog by a method that loses the far.
func guess(_ frame: Frame, _ visibility: Double) -> NumericArray {
  let depth = frame.depth!
  let metres = depth.metres.indices.map { i in
    depth.valid[i] ? depth.metres[i] * (1 - depth.metres[i] / Float(visibility) / 8) : .nan
  }
  return NumericArray(shape: [depth.height, depth.width], values: metres)
}
func difference(_ a: NumericArray, _ b: NumericArray) -> NumericArray {
  NumericArray(shape: a.shape, values: zip(a.values, b.values).map { $0 - $1 })
}
func magnitude(_ a: NumericArray) -> NumericArray { NumericArray(shape: a.shape, values: a.values.map(abs)) }

let scenes = haze.map { frame(3, $0) }
let truth = NumericArray(scenes[0].depth!)
let guesses = zip(scenes, haze).map { guess($0, $1) }
study.panel(
  "fog", "One street in three fogs. \(hostile)", columns: haze.map { "V = \(Int($0)) m" },
  rows: [
    .pictures("hazy", scenes.map { NumericArray($0.hazy!) }),
    .depth("depth", guesses).labelled(["MAE 4.1 m", "", hostile]),
    .errors("|error|", guesses.map { magnitude(difference($0, truth)) }, upTo: 10),
    .differences("error", guesses.map { difference($0, truth) }, within: 10),
    .shares("transmission", scenes.map { NumericArray($0.transmission!) }),
  ])
study.slider(
  "veil", "The street without and with fog.", ("clear", NumericArray(scenes[0].clear!)),
  ("hazy", NumericArray(scenes[0].hazy!)))
study.inspector(
  "frames", "Frames of four streets. \(hostile)",
  frames: (0..<steps).map { k in
    let seen = frame(k, 50)
    let (truth, guess) = (NumericArray(seen.depth!), guess(seen, 50))
    return .init(
      k == 1 ? hostile : "street \(k)", scores: ["MAE (m)": Double((k * 7) % 5), "RMSE (m)": Double(k)],
      layers: [
        .picture("clear", NumericArray(seen.clear!)), .picture("hazy", NumericArray(seen.hazy!)),
        .depth("truth", truth), .depth("prediction", guess),
        .error("|error|", magnitude(difference(guess, truth)), upTo: 10),
        .difference("error", difference(guess, truth), within: 10),
        .share("transmission", NumericArray(seen.transmission!)),
      ])
  })

// ## 3. What it says
study.claim("denser is worse", holds: true, evidence: "1.1 > 0.35 m \(hostile)")
study.claim("clear is perfect", holds: false, evidence: "0.35 m at 120 m")
study.claim("enough seeds", holds: nil, evidence: "n = 3")
study.finish()
