import Foundation
import Testing

/// What tests read besides the code.
package enum Material {
  private static let package: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// Reference values and tables of names that come with the package (Tests/Goldens/README.md): always there, so that a
  /// test that does not find them fails.
  package static let goldens = package.appendingPathComponent("Tests/Goldens").path

  /// The whole set of reference values and the real samples, in `shared` beside the package; nil where a clone stands
  /// alone.
  package static let shared: String? = {
    let path = package.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// The folders to run reference values in: the package's own, and the whole set where it is there.
  package static func goldens(_ name: String) -> [String] {
    [goldens + "/" + name] + (shared.map { [$0 + "/golden/" + name] } ?? [])
  }
}

extension Trait where Self == ConditionTrait {
  /// For tests of files that may not be copied, or are too large for it. Where `shared` is there, a file missing from it
  /// is a failure.
  package static var needsShared: Self {
    .enabled(if: Material.shared != nil, "reads ../shared, and there is none beside this clone")
  }
}
