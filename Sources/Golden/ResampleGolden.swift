import HazyDepth
import NN
import Numerics

extension Golden {
  static func runResample(_ run: GoldenRun) throws -> [GoldenCheck] {
    let file = try run.file("resample.safetensors")
    for name in file.names(after: "") where file.doc(name).hasPrefix("F.interpolate") {
      let doc = file.doc(name)
      let size = numbers(in: doc, after: "size").map { Int($0) }
      guard size.count == 2, let mode = interpolation(doc) else { continue }
      let isAntialiased = doc.contains("'antialias': True")
      try file.compare(name, map: resized(try file.map("x"), to: (size[0], size[1]), mode, antialias: isAntialiased))
    }
    try file.compare("mask.latent", map: latentMask(try file.map("mask.valid")))
    for name in file.names(after: "quantile.").filter({ $0.hasSuffix(".x") }).map({ $0.dropLast(2) }) {
      let x = try file.values("quantile.\(name).x").map { Double($0) }
      let q = numbers(in: file.doc("quantile.\(name).q"), after: "q =")
      try file.compare("quantile.\(name).q", q.map { Float(Quantiles.quantile(x, $0)) })
    }
    let range = AffineRange(of: try file.values("norm.depth"), valid: try file.values("norm.valid").map { $0 != 0 })
    try file.compare("norm.lo_hi", [Float(range.low), Float(range.high)])
    try file.compare("norm.out", range.encode(try file.tensor("norm.depth")))
    try compareCodings(file)
    let maps = try file.names(after: "mrnoise.map").sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
      .map { try file.map("mrnoise.map" + $0) }
    let noise = multiResolutionNoise(
      try file.map("mrnoise.base"), maps: maps, strength: try file.values("mrnoise.strength"))
    try file.compare("mrnoise.out", map: noise)
    return run.finish()
  }

  /// The word behind 'mode' in the description of a case.
  private static func interpolation(_ doc: String) -> Interpolation? {
    let modes: [(String, Interpolation)] = [
      ("nearest-exact", .nearestExact), ("nearest", .nearest), ("bilinear", .bilinear), ("bicubic", .bicubic),
      ("area", .area),
    ]
    return modes.first { doc.contains("'mode': '\($0.0)'") }?.1
  }

  private static func compareCodings(_ file: GoldenFile) throws {
    let doc = file.doc("codec.depth")
    let nearest = numbers(in: doc, after: "dmin").first ?? 0.5
    let farthest = numbers(in: doc, after: "dmax").first ?? 80
    let depth = try file.tensor("codec.depth")
    for curve in DepthCoding.Curve.allCases where file.has("codec.\(curve.rawValue)") {
      let coding = DepthCoding(curve, nearest: nearest, farthest: farthest)
      let coded = coding.encode(depth)
      try file.compare("codec.\(curve.rawValue)", coded)
      try file.compare("codec.clamped", coding.decode(coded))
    }
  }
}
