import Numerics

/// An RGB image in [0, 1] as the quality metrics see it: Float64, one plane per channel.
public struct ColorImage: Sendable, Equatable {
  public let height: Int
  public let width: Int
  /// Red, green, blue [height * width].
  public let planes: [[Double]]

  /// Interleaved bytes [H, W, 3], divided by 255.
  public init(bytes: [UInt8], height: Int, width: Int) {
    self.init(height: height, width: width, count: bytes.count) { Double(bytes[$0]) / 255 }
  }

  /// Interleaved values [H, W, 3] in [0, 1].
  public init(_ values: [Float], height: Int, width: Int) {
    self.init(height: height, width: width, count: values.count) { Double(values[$0]) }
  }

  private init(height: Int, width: Int, count: Int, _ value: (Int) -> Double) {
    require(
      height > 0 && width > 0 && count == 3 * height * width, "ColorImage: \(count) values as \(width) x \(height) x 3")
    self.height = height
    self.width = width
    planes = (0..<3).map { c in (0..<height * width).map { value(3 * $0 + c) } }
  }

  public var count: Int { height * width }

  /// Rec. 601 luma of the coded values: .299 R + .587 G + .114 B.
  public var luma: [Double] {
    (0..<count).map { 0.299 * planes[0][$0] + 0.587 * planes[1][$0] + 0.114 * planes[2][$0] }
  }
}
