import CKernels
import Numerics
import Testing

struct ConvTests {
  /// Odd sides, every residue of channels, all strides, pads and enlargements; drawn once, the same in every run.
  static let drawn: [ConvTrial] = {
    var random = Generator(seed: 13)
    func draw(_ n: Int) -> Int { Int(random.uniform() * Float(n)) }
    let channels: [Int32] = [1, 3, 4, 5, 8, 16, 17, 24, 48, 72]
    return (0..<90).map { n in
      let (B, H, W) = (Int32(1 + draw(3)), Int32(1 + draw(13)), Int32(1 + draw(13)))
      let (Cin, Cout) = (channels[draw(10)], channels[draw(10)])
      switch n % 6 {
      case 0: return ConvTrial(B, H + 1, W + 1, Cin, Cout, stride: 2)
      case 1: return ConvTrial(B, H + 1, W + 1, Cin, Cout, stride: 2, pads: (0, 0, 1, 1))
      case 2:
        return ConvTrial(B, H, W, Cin, Cout, enlarged: (2 * H - Int32(draw(2)), 2 * W - Int32(draw(2))))
      case 3:
        let pads = (Int32(draw(2)), Int32(draw(2)), Int32(draw(2)), Int32(draw(2)))
        return ConvTrial(B, H + 2, W + 2, Cin, Cout, stride: 1 + Int32(draw(2)), pads: pads)
      default: return ConvTrial(B, H, W, Cin, Cout)
      }
    }
  }()
  /// Layers whose weights are transformed on the way, one and several steps of tiles, more than one chunk of inputs.
  static let large: [ConvTrial] = [
    ConvTrial(1, 8, 8, 200, 136), ConvTrial(1, 34, 37, 40, 656), ConvTrial(1, 5, 7, 144, 200, enlarged: (9, 14)),
    ConvTrial(1, 9, 9, 208, 140, stride: 2), ConvTrial(2, 40, 41, 16, 16), ConvTrial(8, 33, 32, 32, 3),
    ConvTrial(4, 3, 10, 256, 192), ConvTrial(1, 19, 40, 176, 160),
  ]

  @Test(arguments: drawn + large)
  func `every algorithm matches the slow Float64 twin in all three passes`(t: ConvTrial) {
    let twin = t.twin()
    for a in t.algorithms {
      let tolerance = a == HD_CONV_F4 ? 6e-6 : 4e-6
      #expect(relativeError(t.forward(a), twin.y) < tolerance, "forward, algorithm \(a.rawValue)")
      #expect(relativeError(t.backwardData(a), twin.dx) < tolerance, "data, algorithm \(a.rawValue)")
      #expect(relativeError(t.backwardWeights(a), twin.dw) < tolerance, "weights, algorithm \(a.rawValue)")
    }
    for pass in [HD_CONV_FORWARD, HD_CONV_BACKWARD_DATA, HD_CONV_BACKWARD_WEIGHTS] {
      #expect(t.algorithms.contains(t.chosen(pass)))
    }
  }

  @Test(arguments: drawn + large)
  func `a weight used once gives the same bits as its packed copy`(t: ConvTrial) {
    for a in t.algorithms {
      #expect(t.forwardOnce(a) == t.forward(a, epilogue: 0), "forward, algorithm \(a.rawValue)")
      #expect(t.backwardDataOnce(a) == t.backwardData(a), "data, algorithm \(a.rawValue)")
    }
  }

  @Test func `one tap picks one pixel`() {
    var t = ConvTrial(1, 3, 4, 1, 1)
    t.s.pad_left = 1
    let x = (1...12).map(Float.init)
    var w = [Float](repeating: 0, count: 9)
    w[1 * 3 + 2] = 1  // the pixel to the right
    #expect(t.forward(HD_CONV_DIRECT, epilogue: 0, x: x, w: w) == [2, 3, 4, 0, 6, 7, 8, 0, 10, 11, 12, 0])
    w = [Float](repeating: 0, count: 9)
    w[0] = 1  // the pixel above and to the left
    #expect(t.forward(HD_CONV_DIRECT, epilogue: 0, x: x, w: w) == [0, 0, 0, 0, 0, 1, 2, 3, 0, 5, 6, 7])
  }

  @Test func `the epilogue adds bias, then per image, then residual, each only if given`() {
    for t in [ConvTrial(2, 5, 6, 8, 24), ConvTrial(1, 7, 5, 17, 3, stride: 2), ConvTrial(2, 4, 4, 200, 130)] {
      for a in t.algorithms {
        let bare = t.forward(a, epilogue: 0)
        for epilogue in 1..<8 {
          let expected = bare.indices.map { i in
            var v = bare[i]
            if epilogue & 1 != 0 { v += t.bias[i % t.Cout] }
            if epilogue & 2 != 0 { v += t.perImage[i / (t.OH * t.OW * t.Cout) * t.Cout + i % t.Cout] }
            if epilogue & 4 != 0 { v += t.residual[i] }
            return v
          }
          expectSameBits(t.forward(a, epilogue: epilogue), expected, "\(t), algorithm \(a.rawValue), \(epilogue)")
        }
      }
    }
  }

  @Test(arguments: drawn.prefix(24))
  func `the three passes are adjoint`(t: ConvTrial) {
    func dot(_ a: [Float], _ b: [Float]) -> (value: Double, scale: Double) {
      let products = zip(a, b).map { Double($0) * Double($1) }
      return (products.reduce(0, +), products.reduce(0) { $0 + abs($1) })
    }
    for a in t.algorithms {
      let y = dot(t.dy, t.forward(a, epilogue: 0))
      let x = dot(t.backwardData(a), t.x)
      let w = dot(t.backwardWeights(a), t.w)
      #expect(abs(y.value - x.value) <= 3e-6 * max(y.scale, x.scale))
      #expect(abs(y.value - w.value) <= 3e-6 * max(y.scale, w.scale))
    }
  }

  @Test(arguments: [
    ConvTrial(1, 3, 4, 2, 3), ConvTrial(1, 4, 5, 3, 2, stride: 2, pads: (0, 0, 1, 1)),
    ConvTrial(1, 2, 3, 3, 2, enlarged: (3, 6)),
  ])
  func `gradients are finite differences of the kernel itself`(t: ConvTrial) {
    let dy = t.dy
    func loss(_ y: [Float]) -> Double { zip(y, dy).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } }
    for a in t.algorithms {
      let (dx, dw, x, w) = (t.backwardData(a), t.backwardWeights(a), t.x, t.w)
      // The convolution is linear in each argument: a whole step is no less exact.
      for i in x.indices {
        var moved = x
        moved[i] += 1
        #expect(abs(loss(t.forward(a, x: moved)) - loss(t.forward(a)) - Double(dx[i])) < 2e-4, "dx[\(i)]")
      }
      for i in w.indices {
        var moved = w
        moved[i] += 1
        #expect(abs(loss(t.forward(a, w: moved)) - loss(t.forward(a)) - Double(dw[i])) < 2e-4, "dw[\(i)]")
      }
    }
  }

  @Test func `a value that is not a number reaches the outputs of its window, and every one of them`() {
    let t = ConvTrial(1, 9, 9, 24, 24)
    var x = t.x
    x[(4 * 9 + 4) * 24 + 5] = .nan
    for a in t.algorithms {
      let y = t.forward(a, x: x)
      for h in 3...5 { for w in 3...5 { #expect((0..<24).allSatisfy { y[(h * 9 + w) * 24 + $0].isNaN }) } }
      // A tile of F(4x4) mixes its 6x6 window; nothing beyond it is touched.
      #expect((0..<9).allSatisfy { !y[$0 * 24].isNaN || a == HD_CONV_F4 })
    }
  }

  @Test func `large layers keep their weights once, small ones transformed`() {
    #expect(hd_conv3x3_packed_size(64, 64, HD_CONV_FORWARD, HD_CONV_F4) == 36 * (64 * 64 + 80))
    #expect(hd_conv3x3_packed_size(64, 60, HD_CONV_BACKWARD_DATA, HD_CONV_F2) == 16 * (60 * 64 + 80))
    #expect(hd_conv3x3_packed_size(320, 320, HD_CONV_FORWARD, HD_CONV_F4) == 9 * 320 * 320)
    #expect(hd_conv3x3_packed_size(1280, 1280, HD_CONV_FORWARD, HD_CONV_F2) == 9 * 1280 * 1280)
    #expect(hd_conv3x3_packed_size(64, 24, HD_CONV_FORWARD, HD_CONV_DIRECT) == 9 * 64 * 32)
  }
}

struct ColumnsTests {
  struct Window: CustomTestStringConvertible, Sendable {
    var B, H, W, C, KH, KW, stride, top, left, OH, OW: Int32
    var testDescription: String { "\(B)x\(H)x\(W)x\(C), \(KH)x\(KW), stride \(stride), pads \(top) \(left)" }
    var count: Int { Int(B * OH * OW * KH * KW * C) }
    /// The input entry that each entry of the columns shows; nil outside.
    var sources: [Int?] {
      (0..<count).map { at in
        let (c, tap) = (at % Int(C), at / Int(C) % Int(KH * KW))
        let pixel = at / Int(C) / Int(KH * KW)
        let (ow, oh, b) = (pixel % Int(OW), pixel / Int(OW) % Int(OH), pixel / Int(OW * OH))
        let h = oh * Int(stride) - Int(top) + tap / Int(KW)
        let w = ow * Int(stride) - Int(left) + tap % Int(KW)
        guard (0..<Int(H)).contains(h), (0..<Int(W)).contains(w) else { return nil }
        return ((b * Int(H) + h) * Int(W) + w) * Int(C) + c
      }
    }
  }

  @Test(arguments: [
    Window(B: 2, H: 5, W: 6, C: 3, KH: 3, KW: 3, stride: 1, top: 1, left: 1, OH: 5, OW: 6),
    Window(B: 1, H: 7, W: 4, C: 17, KH: 3, KW: 3, stride: 2, top: 0, left: 0, OH: 3, OW: 2),
    Window(B: 1, H: 8, W: 8, C: 4, KH: 4, KW: 4, stride: 4, top: 0, left: 0, OH: 2, OW: 2),
    Window(B: 2, H: 2, W: 3, C: 16, KH: 5, KW: 7, stride: 1, top: 2, left: 3, OH: 2, OW: 3),
  ])
  func `columns show the patches, and their transpose sums what each pixel gave`(t: Window) {
    var random = Generator(seed: 14)
    let x = random.normal(count: Int(t.B * t.H * t.W * t.C))
    var columns = [Float](repeating: .nan, count: t.count)
    hd_im2col(t.B, t.H, t.W, t.C, t.KH, t.KW, t.stride, t.top, t.left, t.OH, t.OW, x, &columns)
    #expect(columns == t.sources.map { $0.map { x[$0] } ?? 0 })

    let g = random.normal(count: t.count)
    var dx = [Float](repeating: .nan, count: x.count)
    hd_col2im(t.B, t.H, t.W, t.C, t.KH, t.KW, t.stride, t.top, t.left, t.OH, t.OW, g, &dx)
    var expected = [Double](repeating: 0, count: x.count)
    for (at, source) in t.sources.enumerated() { if let source { expected[source] += Double(g[at]) } }
    #expect(relativeError(dx, expected) < 1e-6)
  }
}
