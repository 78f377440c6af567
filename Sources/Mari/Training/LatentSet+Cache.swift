import Driving
import Files
import Foundation
import NN
import Numerics
import Processes

extension LatentSet {
  /// Encodes all frames of a source, or takes them from the cache.
  ///
  /// `cache`: a folder for sets of latents, one below it for each; nil keeps none. A set's name is a digest of all that
  /// makes it: the content of every file of the source and of the VAE, the depth coding, and the first frame's pictures and
  /// latents as they come out now, so that a change of the world or the kernels makes a new set too. A set that is not as it
  /// was written is put aside, told of in one line, and made again. `jobs` frames are read or rendered at the same time, and
  /// `onFrame` is told of each frame that is done.
  public init(
    _ source: some FrameSource, _ encoder: LatentEncoder, cache: String? = nil, jobs: Int = 1,
    onFrame: @escaping @Sendable (String) throws -> Void = { _ in }
  ) throws {
    require(source.count > 0, "LatentSet: the source has no frames")
    guard let cache else {
      self = try LatentSet(encoding: source, encoder, jobs: jobs, onFrame: onFrame)
      return
    }
    let digests = FileDigests(memory: cache + "/digests.txt")
    let identity = try source.identity(digests)
    // A digest that is not remembered is computed again next time.
    try? digests.save()
    let folder = cache + "/" + (try LatentSet.key(of: source, identity, encoder))
    if let kept = try LatentSet.kept(in: folder) {
      self = kept
      return
    }
    let made = try LatentSet(encoding: source, encoder, jobs: jobs, onFrame: onFrame)
    let byName = Dictionary(uniqueKeysWithValues: made.stored.map { ($0.name, $0) })
    try WholeFolder.writeOnce(folder) { place in
      try Safetensors.write(byName.mapValues(\.shape), to: place + "/latents.safetensors") { byName[$0]!.values }
      try AtomicFile.write(identity + "\n", to: place + "/source.txt")
      try SealedFiles.seal(place)
    }
    self = made
  }

  /// The set in a folder of the cache; nil where there is none, or a damaged one, which is put aside.
  private static func kept(in folder: String) throws -> LatentSet? {
    guard FileManager.default.fileExists(atPath: folder) else { return nil }
    do throws(FileError) {
      try SealedFiles.check(folder)
      return try LatentSet(Safetensors(folder + "/latents.safetensors"))
    } catch {
      let place = try SealedFiles.setAside(folder)
      tellOfDamage("\(error); put aside as \(place), the latents are made again")
      return nil
    }
  }

  /// What the set is called in the cache.
  private static func key(of source: some FrameSource, _ identity: String, _ encoder: LatentEncoder) throws -> String {
    let frames = try (0..<source.draws).map { try source.frame(0, draw: $0) }
    let probe = try encoder.encode(frames)
    let latents = [probe.z_hazy, probe.z_clean, probe.z_depth].map { values in
      values.withUnsafeBytes { Digest.of($0) }
    }
    let text =
      (["latents 2", identity, "\(source.count) frames", encoder.identity] + latents).joined(separator: "\n")
    return String(Digest.of(text).prefix(32))
  }

  private init(
    encoding source: some FrameSource, _ encoder: LatentEncoder, jobs: Int,
    onFrame: @escaping @Sendable (String) throws -> Void
  ) throws {
    let (count, draws) = (source.count, source.draws)
    var all: [LatentEncoder.Encoded] = []
    all.reserveCapacity(count)
    // Pictures are made by several threads and encoded by one, whose kernels use several: a chunk at a time.
    let chunk = 64
    for start in stride(from: 0, to: count, by: chunk) {
      let frames = try concurrently(min(chunk, count - start), jobs: jobs) { i in
        try (0..<draws).map { try source.frame(start + i, draw: $0) }
      }
      for moments in frames {
        let made = try encoder.encode(moments)
        if let first = all.first, first.height != made.height || first.width != made.width {
          throw FileError(.damaged, moments[0].id, "is of another size than the first frame: resize one")
        }
        all.append(made)
        try onFrame(moments[0].id)
      }
    }
    self.init(
      count: count, draws: draws, height: all[0].height, width: all[0].width, z_hazy: all.flatMap(\.z_hazy),
      z_clean: all.flatMap(\.z_clean), z_depth: all.flatMap(\.z_depth), mask: all.flatMap(\.mask),
      depth: all.flatMap(\.depth), transmission: all.flatMap(\.transmission))
  }
}
