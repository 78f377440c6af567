/// One frame's errors under both conditions, metres: what frames are sorted by for a closer look.
public struct FrameErrors: Sendable, Equatable {
  public let id: String
  public let n: Int
  public let mae: (clear: Double, hazy: Double)
  public let rmse: (clear: Double, hazy: Double)

  /// From a frame's own sums, as `PairedFrames.add` returns them. Without common pixels all errors are 0.
  public init(id: String, row: [Double]) {
    func value(_ air: Air, _ sum: OddityLayout.Sum) -> Double { row[OddityLayout.index(.common, air, sum)] }
    self.id = id
    n = Int(value(.clear, .n))
    mae = (value(.clear, .mae), value(.hazy, .mae))
    rmse = (value(.clear, .rmse), value(.hazy, .rmse))
  }

  /// How odd the frame is: by how much its MAE falls and its RMSE rises, whichever is less. Below 0: not odd.
  public var oddness: Double { min(mae.clear - mae.hazy, rmse.hazy - rmse.clear) }

  public static func == (a: FrameErrors, b: FrameErrors) -> Bool {
    a.id == b.id && a.n == b.n && a.mae == b.mae && a.rmse == b.rmse
  }

  /// The places of frames, the oddest first; ties in their order.
  public static func oddest(_ frames: [FrameErrors]) -> [Int] {
    frames.indices.sorted { (-frames[$0].oddness, $0) < (-frames[$1].oddness, $1) }
  }
}
