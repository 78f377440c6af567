/// Rows and columns of a picture.
public struct PictureSide: Sendable, Equatable {
  public let height: Int
  public let width: Int

  public init(height: Int, width: Int) { (self.height, self.width) = (height, width) }
}
