import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import Numerics
import Pictures
import TestSupport
import Testing

@testable import study_fog_oddity

/// Predictions of models that are not ours, as files that other programs wrote.
@Suite struct PredictionPairTests {
  private let root = FileManager.default.temporaryDirectory.path + "/prediction-pair-\(UUID().uuidString)"

  private static func python(_ script: String, _ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
  static let hasNumpy = (try? python("import numpy")) == 0

  @Test func `the command line's words are two folders under a name`() throws {
    let pair = try PredictionPair("unidepth=clear:out/a,hazy:/data/b")
    #expect(pair.name == "unidepth" && pair.clear == "out/a" && pair.hazy == "/data/b")
    for text in ["", "x", "=clear:a,hazy:b", "x=clear:a", "x=clear:a,clear:b", "x=clear:a,hazy:", "x=a,b"] {
      #expect(throws: FileError.self) { _ = try PredictionPair(text) }
    }
  }

  /// Ten streets of four frames; in fog 90 % of the pixels are better and 10 % much worse.
  private static let script = """
    import os, sys
    import numpy as np
    root = sys.argv[1]
    for folder in ("data/clear", "data/depth", "clear", "hazy"):
        for scene in range(10):
            os.makedirs(f"{root}/{folder}/street{scene}", exist_ok=True)
    rng = np.random.default_rng(3)
    for scene in range(10):
        for k in range(4):
            g = rng.uniform(10, 60, (8, 25)).astype(np.float32)
            sign = np.where(rng.uniform(size=g.shape) < 0.5, -1, 1)
            heavy = np.arange(200).reshape(g.shape) % 10 == 0
            name = f"street{scene}/{k:02d}"
            np.save(f"{root}/data/depth/{name}.npy", g)
            np.save(f"{root}/clear/{name}.npy", (g + 2 * sign).astype(np.float32))
            np.save(f"{root}/hazy/{name}.npy", (g + sign * np.where(heavy, 8, 1)).astype(np.float32))
            # The smallest picture that is one: PPM is not read, so a PNG of one gray, by hand.
            import struct, zlib
            rows = b"".join(b"\\0" + bytes(25) for _ in range(8))
            chunk = lambda t, d: struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
            with open(f"{root}/data/clear/{name}.png", "wb") as f:
                f.write(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 25, 8, 8, 0, 0, 0, 0)))
                f.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    """

  @Test(.enabled(if: hasNumpy)) func `what a numpy script wrote is scored as it was made`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    #expect(try Self.python(Self.script, root) == 0)
    let pair = try PredictionPair("numpy=clear:\(root)/clear,hazy:\(root)/hazy")
    let found = try pair.compared(on: .folder(root + "/data"))
    #expect(found.images.count == 40 && found.frames.scenes.count == 10)
    #expect(abs(found.frames.value(.mae()) - (1.7 - 2)) < 1e-5)
    #expect(abs(found.frames.value(.rmse()) - (7.3.squareRoot() - 2)) < 1e-5)
    let draws = SceneDraws(of: 10, count: 1000, random: Generator(seed: 1))
    #expect(OddityTest(found.frames, draws).verdict() == .odd)
    try FileManager.default.removeItem(atPath: root + "/hazy/street3/01.npy")
    #expect(throws: FileError.self) { _ = try pair.compared(on: .folder(root + "/data")) }
  }

  @Test(.needsShared)
  func `a published network's depth of a real street is scored`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let folder = FolderTree(samples + "/ddad_eval")
    let file = FileReference(folder, "ddad_eval.npz")
    let predicted = try StoredDepth(try file.read(for: .depth), name: "ddad_eval", keys: ["depth"])
    let lidar = try StoredDepth(try file.read(for: .depth), name: "ddad_eval", keys: ["gt_depth"])
    #expect(predicted.width == 640 && lidar.width == 1936)
    // Each LiDAR point at the predicted pixel it falls into.
    var truth = [Float](repeating: 0, count: 640 * 384)
    for i in lidar.values.indices where lidar.values[i] > 0 {
      let (x, y) = (i % lidar.width * 640 / lidar.width, i / lidar.width * 384 / lidar.height)
      truth[y * 640 + x] = lidar.values[i]
    }
    for name in ["data/clear", "data/depth", "clear", "hazy"] {
      try FileManager.default.createDirectory(atPath: "\(root)/\(name)/a", withIntermediateDirectories: true)
    }
    func write(_ metres: [Float], _ name: String) throws {
      try Data(NumpyArray.encode(metres, shape: [384, 640])).write(to: URL(fileURLWithPath: "\(root)/\(name)/a/0.npy"))
    }
    try write(truth, "data/depth")
    try write(predicted.values, "clear")
    try write(predicted.values.map { min($0, 40) }, "hazy")  // as if fog hid what is beyond 40 m
    try Data(Image(width: 640, height: 384, bytes: [UInt8](repeating: 9, count: 640 * 384 * 3)).png())
      .write(to: URL(fileURLWithPath: "\(root)/data/clear/a/0.png"))
    let found = try PredictionPair("ddad=clear:\(root)/clear,hazy:\(root)/hazy").compared(on: .folder(root + "/data"))
    let frames = found.frames
    // Facts of the sample: unclipped RMSE about 12 m, far errors decide, and most of the squared error lies beyond 40 m.
    #expect(frames.value(.rmse(of: .clear)) > 9 && frames.value(.rmse(of: .clear)) < 14)
    #expect(frames.value(.mae(of: .clear)) > 4 && frames.value(.mae(of: .clear)) < 7)
    #expect(frames.value(.contribution(.mae, nearerThan: 40)) <= 0)
    #expect(frames.value(.bias(of: .hazy)) < frames.value(.bias(of: .clear)))
    let draws = SceneDraws(of: 1, count: 10, random: Generator(seed: 1))
    #expect(OddityTest(frames, draws).verdict() == .undecided)  // one scene
  }
}
