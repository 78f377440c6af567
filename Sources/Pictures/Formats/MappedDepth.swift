import Files
import Foundation

/// The Float32 numbers of an npy file where they lie on disk: nothing is copied, the system reads what is looked at.
///
/// For passes over many large maps. The file must not be cut short meanwhile, see `MappedFile`.
public final class MappedDepth: Sendable {
  public let width: Int
  public let height: Int
  private let file: MappedFile
  private let offset: Int

  /// nil where the numbers cannot be used as they lie: in an archive, of another type, order or format. `StoredDepth`
  /// reads those, and finds what is wrong with a file that is damaged.
  public init?(_ reference: FileReference, limits: ReadingLimits = .standard) {
    guard let folder = reference.tree as? FolderTree, reference.path.pathExtension == "npy",
      let file = try? MappedFile(folder.path(reference.path)),
      let header = try? NumpyHeader(file.bytes, name: reference.description, limits: limits),
      header.element == .float32, !header.isBigEndian, !header.isFortranOrder, header.shape.count == 2,
      header.shape.allSatisfy({ (1...limits.maxSide).contains($0) }), header.offset % 4 == 0,
      header.offset + header.byteCount == file.bytes.count
    else { return nil }
    #if _endian(big)
      return nil
    #endif
    (height, width) = (header.shape[0], header.shape[1])
    (self.file, offset) = (file, header.offset)
  }

  /// The numbers row by row from the top left; the buffer is valid inside `body` only.
  public func withValues<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(file) {
      try body(UnsafeRawBufferPointer(rebasing: file.bytes[offset...]).bindMemory(to: Float.self))
    }
  }
}
