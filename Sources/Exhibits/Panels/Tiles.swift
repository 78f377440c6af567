import Files
import Pictures

// What data sets hold, as the tiles of panels and the arrays of cells.

extension NumericArray {
  /// [h, w, channels] in [0, 1].
  public init(_ image: Image) {
    self.init(shape: [image.height, image.width, image.channels], values: image.floats)
  }

  /// [h, w] metres; NaN where there is none.
  public init(_ depth: DepthMap) {
    let metres = zip(depth.metres, depth.valid).map { $1 ? $0 : .nan }
    self.init(shape: [depth.height, depth.width], values: metres)
  }

  /// [h, w].
  public init(_ grid: Grid<Float>) { self.init(shape: [grid.height, grid.width], values: grid.values) }
}
