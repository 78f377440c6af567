import Files
import Foundation
import NN
import TestSupport

/// The package's reference values.
let safetensorsGolden = goldenFolder("diffusion/safetensors_io")

func goldenFolder(_ name: String) -> URL {
  URL(fileURLWithPath: Material.goldens + "/" + name)
}

func readJSON(_ url: URL) throws -> [String: Any] {
  try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as! [String: Any]
}

/// A folder of its own for a test, deleted afterwards.
func inTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hazydepth-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// A safetensors file with this header, well formed or not.
func safetensors(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
  safetensors(Array(header.utf8), data: data, length: length)
}
func safetensors(_ header: [UInt8], data: Int = 0, length: UInt64? = nil) -> [UInt8] {
  let length = length ?? UInt64(header.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header + [UInt8](repeating: 0x3f, count: data)
}

/// Writes without the sync to disk that Foundation does, which would take most of these tests' time.
func write(_ bytes: [UInt8], to path: String) throws {
  guard let file = fopen(path, "w") else { throw CocoaError(.fileWriteUnknown) }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw CocoaError(.fileWriteOutOfSpace) }
}

/// What opening a file with these bytes throws; nil if it opens.
func errorOnOpening(_ bytes: [UInt8], in folder: String, named name: String = "x.safetensors") throws -> FileError? {
  let path = "\(folder)/\(name)"
  try write(bytes, to: path)
  do throws(FileError) { _ = try Safetensors(path) } catch { return error }
  return nil
}
