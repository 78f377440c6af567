import Files
import Foundation
import Pictures

/// The weights that come with the project: folders in `weights/`, each with the command that makes it again.
public enum ShippedWeights {
  /// The root of the package these sources lie in.
  public static let packageRoot: String = {
    var place = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { place.deleteLastPathComponent() }
    return place.path
  }()

  /// A path as a study is given it: from the root of the package unless it is absolute.
  public static func fromRoot(_ path: String) -> String { path.hasPrefix("/") ? path : "\(packageRoot)/\(path)" }

  /// The folder of the weights called `name`, e.g. `vae-small`. Throws if it is not there.
  public static func folder(_ name: String) throws(FileError) -> String {
    let path = "\(packageRoot)/weights/\(name)"
    guard FileManager.default.fileExists(atPath: path + "/config.json") else {
      throw FileError(.missing, path, "no weights of that name come with the project")
    }
    return path
  }

  /// Rows and columns of the pictures that a shipped model was trained on, where its `config.json` is older than that key;
  /// nil for other folders.
  static func trainedSize(of folder: String) -> PictureSide? {
    func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    let sizes = ["mari-metric-2-small": PictureSide(height: 64, width: 192)]
    return sizes.first { real("\(packageRoot)/weights/\($0.key)") == real(folder) }?.value
  }
}

extension LatentSet {
  /// Where the project's own runs keep encoded data sets, outside git.
  public static let sharedCache = ShippedWeights.packageRoot + "/.hazydepth/latents"
}
