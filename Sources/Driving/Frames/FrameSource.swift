import Files
import Pictures

/// Frames to learn from or to be scored on: clear and hazy picture, depth, camera. Safe to read from several threads.
public protocol FrameSource: Sendable {
  /// How many frames.
  var count: Int { get }
  /// How many fogs each frame is seen in.
  var draws: Int { get }
  /// Text that differs where the frames differ: part of every cache's key. Of files it holds their contents' digests.
  /// Throws for a file that cannot be read.
  func identity(_ digests: FileDigests) throws -> String
  /// Frame `i` in its fog number `draw`. Throws for what cannot be read.
  func frame(_ i: Int, draw: Int) throws -> Frame
}

extension FrameSource {
  /// Throws unless a training step can draw `batch` different frames: asked before anything is read or encoded. `name` is
  /// what the message calls the source.
  public func admit(batch: Int, name: String) throws(FileError) {
    guard count < batch else { return }
    throw FileError(
      .missing, name,
      "\(count) frames to learn from, a training step draws \(batch) different ones: add frames, or take a smaller batch "
        + "(hazydepth train --batch)")
  }
}
