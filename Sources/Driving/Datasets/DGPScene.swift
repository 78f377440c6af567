import Pictures

/// A DGP data set's index: the scene files of each split.
struct DGPIndex: Decodable {
  struct Split: Decodable { let filenames: [String] }
  let splits: [String: Split]
  private enum CodingKeys: String, CodingKey { case splits = "scene_splits" }
}

/// A DGP scene file: samples, each a calibration and one datum per sensor.
struct DGPScene: Decodable {
  struct Image: Decodable {
    let filename: String
    let height: Int
    let width: Int
    let pose: SensorCalibration.Pose
    let annotations: [String: String]?
  }
  struct PointCloud: Decodable {
    let filename: String
    let pose: SensorCalibration.Pose
    let annotations: [String: String]?
  }
  struct Datum: Decodable {
    struct ID: Decodable {
      let name: String
      let timestamp: String?
    }
    struct Content: Decodable {
      let image: Image?
      let pointCloud: PointCloud?
      private enum CodingKeys: String, CodingKey {
        case image
        case pointCloud = "point_cloud"
      }
    }
    let key: String
    let id: ID
    let datum: Content

    var file: String { datum.image?.filename ?? datum.pointCloud?.filename ?? "" }
    /// The files of annotations by their type number; "6" is depth.
    var annotations: [String: String] { datum.image?.annotations ?? datum.pointCloud?.annotations ?? [:] }
  }
  struct Sample: Decodable {
    let datumKeys: [String]
    let calibrationKey: String
    private enum CodingKeys: String, CodingKey {
      case datumKeys = "datum_keys"
      case calibrationKey = "calibration_key"
    }
  }
  let data: [Datum]
  let samples: [Sample]
  let ontologies: [String: String]?
}
