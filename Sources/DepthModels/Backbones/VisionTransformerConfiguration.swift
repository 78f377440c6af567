import NN

extension VisionTransformer {
  /// The sizes of a vision transformer.
  public struct Configuration: Sendable {
    public var width: Int
    /// Blocks.
    public var depth: Int
    public var heads: Int
    /// Pixels of a patch's side.
    public var patch = 14
    /// The patches for which positions were learned; other grids are resized from it, bicubic.
    public var grid = (rows: 37, columns: 37)
    /// The resize takes grid / (patches + offset) as its step: 0.1 in DINOv2 and Depth Anything 3, 0 in UniDepth.
    public var positionOffset = 0.0
    /// Blocks whose outputs are wanted, counted from 0.
    public var taps: [Int]
    /// Where layer scales start. DINOv2 trains from 1e-5; 1 suits small models that start from nothing.
    public var layerScale: Float = 1
    /// eps of the final norm; that of the blocks is 1e-6.
    public var finalEps: Float = 1e-5
    /// What Depth Anything 3 adds for several views.
    public var views: Views?

    public init(width: Int, depth: Int, heads: Int, taps: [Int]) {
      self.width = width
      self.depth = depth
      self.heads = heads
      self.taps = taps
    }

    /// From this block on odd blocks attend over all views and even ones within each; queries and keys are normalised
    /// per head and rotated by position; the class token gives way to a camera token.
    public struct Views: Sendable, Equatable {
      public var start: Int
      public var normStart: Int
      public var rotationStart: Int

      public init(start: Int, normStart: Int, rotationStart: Int) {
        self.start = start
        self.normStart = normStart
        self.rotationStart = rotationStart
      }

      func isGlobal(_ block: Int) -> Bool { block >= start && block % 2 == 1 }
    }
  }
}
