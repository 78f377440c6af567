import NN
import Pictures

extension Grid<Float> {
  /// A map [1, H, W, 1].
  package init(_ map: Tensor) { self.init(width: map.shape[2], height: map.shape[1], values: map.scalars) }
}
