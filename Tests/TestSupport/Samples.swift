import Files
import Foundation
import Pictures
import Testing

/// The real sample files, for tests that say `.needsShared`: read in place, since most may not be copied.
package let samples = (Material.shared ?? "../shared") + "/samples"

/// A folder for one test's files, removed when it is let go.
package final class Scratch {
  package let path: String

  package init() {
    var template = Array((NSTemporaryDirectory() + "/drive-data-XXXXXX").utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func write(_ bytes: [UInt8], _ relative: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(relative)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  package func write(_ text: String, _ relative: String) throws { try write(Array(text.utf8), relative) }
}

/// Expects `body` to throw a `FileError` of this kind whose line contains `text`.
package func expectFault<R>(
  _ text: String, kind: FileError.Kind = .damaged, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws(FileError) -> R
) {
  do throws(FileError) {
    _ = try body()
    Issue.record("no error, expected \(kind): \(text)", sourceLocation: sourceLocation)
  } catch {
    #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
    #expect(error.description.contains(text), "\(error)", sourceLocation: sourceLocation)
    #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
  }
}

/// Minimum, median (mean of the middle two), mean and maximum of the valid distances.
package func summary(_ depth: DepthMap) -> (n: Int, min: Float, median: Double, mean: Double, max: Float) {
  let d = depth.sorted
  let median = (Double(d[(d.count - 1) / 2]) + Double(d[d.count / 2])) / 2
  return (d.count, d[0], median, d.reduce(0) { $0 + Double($1) } / Double(d.count), d[d.count - 1])
}

/// Whether `value` is what a text rounded to four decimals states.
package func states(_ stated: Double, _ value: some BinaryFloatingPoint) -> Bool {
  abs(Double(value) - stated) <= 0.51e-4
}
