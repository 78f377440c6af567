import Numerics

/// A plane of values over the pixels of an image, row by row from the top left.
public struct Grid<Element: Sendable>: Sendable {
  public let width: Int
  public let height: Int
  /// `width * height` values; the value of column x and row y is at `y * width + x`.
  public var values: [Element]

  /// Wraps `width * height` values; another count traps.
  public init(width: Int, height: Int, values: [Element]) {
    require(
      width > 0 && height > 0 && values.count == width * height,
      "Grid: \(width) x \(height) pixels, but \(values.count) values")
    self.width = width
    self.height = height
    self.values = values
  }

  public init(width: Int, height: Int, repeating value: Element) {
    self.init(width: width, height: height, values: Array(repeating: value, count: width * height))
  }

  @inlinable public subscript(x: Int, y: Int) -> Element {
    get { values[y * width + x] }
    set { values[y * width + x] = newValue }
  }
}

extension Grid: Equatable where Element: Equatable {}
