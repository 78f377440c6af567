import Driving
import Exhibits
import Files
import Pictures

/// A frame of a study's closer look: its name, its numbers, and all that is to be seen of it.
public struct InspectedFrame: Sendable {
  public let id: String
  /// Metres, in the order of the study's columns.
  public let mae: (clear: Double, hazy: Double)
  public let rmse: (clear: Double, hazy: Double)
  public let frame: OddFrame

  public init(id: String, mae: (clear: Double, hazy: Double), rmse: (clear: Double, hazy: Double), frame: OddFrame) {
    (self.id, self.mae, self.rmse, self.frame) = (id, mae, rmse, frame)
  }
}

extension CellResult {
  /// Keeps frames to look at, in the order given: a series and an array called `name`.
  public mutating func keep(_ frames: [InspectedFrame], as name: String) {
    var list = Series(perID: "frame", "mae_clear", "mae_hazy", "rmse_clear", "rmse_hazy")
    for one in frames { list.append(one.id, one.mae.clear, one.mae.hazy, one.rmse.clear, one.rmse.hazy) }
    series[name] = list
    guard let first = frames.first?.frame else { return }
    arrays[name] = NumericArray(
      shape: [frames.count, OddFrame.planes, first.height, first.width], values: frames.flatMap(\.frame.stored))
  }
}

extension FinishedCell {
  /// The frames that `keep` kept; none if it kept none.
  public func inspectedFrames(_ name: String) -> [InspectedFrame] {
    guard let list = series(name), let stored = array(name) else { return [] }
    return InspectedFrame.frames(list, stored)
  }
}

extension InspectedFrame {
  static func frames(_ list: Series, _ stored: NumericArray) -> [InspectedFrame] {
    let (height, width) = (stored.shape[2], stored.shape[3])
    let size = OddFrame.planes * height * width
    let (a, b, c, d) = (list["mae_clear"], list["mae_hazy"], list["rmse_clear"], list["rmse_hazy"])
    return (list.ids ?? []).enumerated().map { k, id in
      InspectedFrame(
        id: id, mae: (a[k], b[k]), rmse: (c[k], d[k]),
        frame: OddFrame(stored: stored.values[k * size..<(k + 1) * size], width: width, height: height))
    }
  }

  /// The frames that a version's cells kept under a name, in their order. Throws if it has none.
  public static func stored(in version: String, as name: String = "oddest") throws -> [InspectedFrame] {
    let folder = "\(version)/data/\(name)"
    let files = try Folder.names(in: folder).filter { $0.hasSuffix(".npy") }.sorted()
    guard let file = files.first else {
      throw FileError(.missing, folder, "no frames to inspect; is this a version of study-fog-oddity?")
    }
    let array = try CellFiles.readArray("\(folder)/\(file)")
    let (header, rows) = try CSV.read("\(version)/data/\(name).csv")
    let columns = ["frame", "mae_clear", "mae_hazy", "rmse_clear", "rmse_hazy"]
    let places = columns.compactMap { header.firstIndex(of: $0) }
    guard places.count == columns.count, array.shape.count == 4, array.shape[1] == OddFrame.planes else {
      throw FileError(.damaged, folder, "expected frames with columns \(columns.joined(separator: ", "))")
    }
    let list = try Series(
      SeriesType(columns: columns, hasIDs: true), texts: rows.map { row in places.map { row[$0] } }, folder)
    guard list.rows.count == array.shape[0] else {
      throw FileError(.damaged, folder, "\(array.shape[0]) frames, but \(list.rows.count) rows of numbers")
    }
    return frames(list, array)
  }
}

extension InspectedFrame {
  private func map(_ values: [Float]) -> NumericArray {
    NumericArray(shape: [frame.height, frame.width], values: values)
  }
  private func picture(_ image: Image) -> NumericArray {
    NumericArray(shape: [frame.height, frame.width, 3], values: image.floats)
  }
  private func error(_ predicted: [Float]) -> NumericArray {
    let g = frame.truth
    return map(g.indices.map { g[$0] > 0 && g[$0] <= 80 ? abs(predicted[$0] - g[$0]) : .nan })
  }

  var tiles: (clear: NumericArray, hazy: NumericArray) { (picture(frame.clear), picture(frame.hazy)) }
  var depths: (truth: NumericArray, clear: NumericArray, hazy: NumericArray) {
    (map(frame.truth), map(frame.predictedClear), map(frame.predictedHazy))
  }
  var errors: (clear: NumericArray, hazy: NumericArray, worsening: NumericArray) {
    (error(frame.predictedClear), error(frame.predictedHazy), map(frame.worsening().map { $0 ?? .nan }))
  }
}

extension Inspector {
  /// The same for the report: every map in metres under the pointer.
  public static func inspected(_ name: String, _ caption: String = "", _ frames: [InspectedFrame]) -> Inspector {
    Inspector(
      name, caption,
      frames: frames.map { one in
        Frame(
          one.id,
          scores: [
            "ΔMAE (m)": one.mae.hazy - one.mae.clear, "ΔRMSE (m)": one.rmse.hazy - one.rmse.clear,
            "oddness (m)": min(one.mae.clear - one.mae.hazy, one.rmse.hazy - one.rmse.clear),
          ],
          layers: [
            .picture("clear", one.tiles.clear), .picture("hazy", one.tiles.hazy), .depth("truth", one.depths.truth),
            .depth("predicted, clear", one.depths.clear), .depth("predicted, hazy", one.depths.hazy),
            .error("|error|, clear", one.errors.clear, upTo: 20), .error("|error|, hazy", one.errors.hazy, upTo: 20),
            .difference("|error|, hazy less clear", one.errors.worsening, within: 10),
          ])
      })
  }
}

extension Panel {
  /// Frames as columns: clear and hazy picture, truth, both predictions, both errors, and by how much fog makes the error
  /// larger (red) or smaller (blue).
  public static func inspected(_ name: String, _ caption: String = "", _ frames: [InspectedFrame]) -> Panel {
    func numbers(_ mae: Double, _ rmse: Double) -> String {
      "MAE \(Digits.fixed(mae, 2)) RMSE \(Digits.fixed(rmse, 2))"
    }
    return Panel(
      name, caption, columns: frames.map(\.id),
      rows: [
        .pictures("clear", frames.map(\.tiles.clear)),
        .pictures("hazy", frames.map(\.tiles.hazy)),
        .depth("truth", frames.map(\.depths.truth)),
        .depth("predicted, clear", frames.map(\.depths.clear)),
        .depth("predicted, hazy", frames.map(\.depths.hazy)),
        .errors("|error|, clear", frames.map(\.errors.clear), upTo: 20)
          .labelled(frames.map { numbers($0.mae.clear, $0.rmse.clear) }),
        .errors("|error|, hazy", frames.map(\.errors.hazy), upTo: 20)
          .labelled(frames.map { numbers($0.mae.hazy, $0.rmse.hazy) }),
        .differences("hazy less clear", frames.map(\.errors.worsening), within: 10),
      ])
  }

  /// The panel alone, as a PNG file that says who made it.
  public func png(maker: String) throws(FileError) -> [UInt8] { try drawn().png(maker: maker) }
}
