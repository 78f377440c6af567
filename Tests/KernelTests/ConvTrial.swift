import CKernels
import Numerics
import Testing

/// One 3x3 convolution to try, with an epilogue of all three parts, and its slow twins in Float64.
struct ConvTrial: CustomTestStringConvertible, Sendable {
  var s: hd_conv3x3

  /// `pads`: top, left, bottom, right. `enlarged`: read as this nearest-neighbour enlargement.
  init(
    _ B: Int32, _ H: Int32, _ W: Int32, _ Cin: Int32, _ Cout: Int32, stride: Int32 = 1,
    pads: (Int32, Int32, Int32, Int32) = (1, 1, 1, 1), enlarged: (Int32, Int32)? = nil
  ) {
    s = hd_conv3x3(
      B: B, H: H, W: W, Cin: Cin, Cout: Cout, stride: stride, pad_top: pads.0, pad_left: pads.1, pad_bottom: pads.2,
      pad_right: pads.3, upsample: enlarged != nil, UH: enlarged?.0 ?? H, UW: enlarged?.1 ?? W)
  }

  var testDescription: String {
    "\(s.B)x\(s.H)x\(s.W) \(s.Cin)->\(s.Cout)\(s.stride == 2 ? " stride 2" : "")"
      + " pads \(s.pad_top)\(s.pad_left)\(s.pad_bottom)\(s.pad_right)\(s.upsample ? " to \(s.UH)x\(s.UW)" : "")"
  }

  /// Every algorithm that suits the shape.
  var algorithms: [hd_conv_algorithm] {
    s.stride == 1 ? [HD_CONV_DIRECT, HD_CONV_F2, HD_CONV_F4] : [HD_CONV_DIRECT]
  }
  func chosen(_ pass: hd_conv_pass) -> hd_conv_algorithm { withUnsafePointer(to: s) { hd_conv3x3_algorithm($0, pass) } }

  var OH: Int { withUnsafePointer(to: s) { Int(hd_conv3x3_out_height($0)) } }
  var OW: Int { withUnsafePointer(to: s) { Int(hd_conv3x3_out_width($0)) } }
  var B: Int { Int(s.B) }
  var H: Int { Int(s.H) }
  var W: Int { Int(s.W) }
  var Cin: Int { Int(s.Cin) }
  var Cout: Int { Int(s.Cout) }

  private func random(_ name: String, _ count: Int) -> [Float] {
    var stream = Generator(seed: 12).stream(name, B, H, W, Cin, Cout)
    return stream.normal(count: count)
  }
  var x: [Float] { random("x", B * H * W * Cin) }
  var w: [Float] { random("w", Cout * Cin * 9) }
  var dy: [Float] { random("dy", B * OH * OW * Cout) }
  var bias: [Float] { random("bias", Cout) }
  var perImage: [Float] { random("per image", B * Cout) }
  var residual: [Float] { random("residual", B * OH * OW * Cout) }

  private func packed(_ pass: hd_conv_pass, _ algorithm: hd_conv_algorithm, _ w: [Float]) -> [Float] {
    var packed = [Float](repeating: .nan, count: hd_conv3x3_packed_size(s.Cin, s.Cout, pass, algorithm))
    hd_conv3x3_pack(s.Cin, s.Cout, pass, algorithm, w, &packed)
    return packed
  }

  /// y; bit 0 of `epilogue`: the bias, bit 1: per image, bit 2: the residual.
  func forward(_ algorithm: hd_conv_algorithm, epilogue: Int = 7, x: [Float]? = nil, w: [Float]? = nil) -> [Float] {
    var y = [Float](repeating: .nan, count: B * OH * OW * Cout)
    bias.withUnsafeBufferPointer { bias in
      perImage.withUnsafeBufferPointer { perImage in
        residual.withUnsafeBufferPointer { residual in
          var e = hd_conv_epilogue()
          if epilogue & 1 != 0 { e.bias = bias.baseAddress }
          if epilogue & 2 != 0 { e.per_image = perImage.baseAddress }
          if epilogue & 4 != 0 { e.residual = residual.baseAddress }
          withUnsafePointer(to: s) {
            hd_conv3x3_forward($0, algorithm, x ?? self.x, packed(HD_CONV_FORWARD, algorithm, w ?? self.w), &e, &y)
          }
        }
      }
    }
    return y
  }

  func backwardData(_ algorithm: hd_conv_algorithm) -> [Float] {
    var dx = [Float](repeating: .nan, count: B * H * W * Cin)
    withUnsafePointer(to: s) {
      hd_conv3x3_backward_data($0, algorithm, dy, packed(HD_CONV_BACKWARD_DATA, algorithm, w), &dx)
    }
    return dx
  }

  /// y without an epilogue, from the weight itself.
  func forwardOnce(_ algorithm: hd_conv_algorithm) -> [Float] {
    var y = [Float](repeating: .nan, count: B * OH * OW * Cout)
    withUnsafePointer(to: s) { hd_conv3x3_forward_once($0, algorithm, x, w, nil, &y) }
    return y
  }

  func backwardDataOnce(_ algorithm: hd_conv_algorithm) -> [Float] {
    var dx = [Float](repeating: .nan, count: B * H * W * Cin)
    withUnsafePointer(to: s) { hd_conv3x3_backward_data_once($0, algorithm, dy, w, &dx) }
    return dx
  }

  func backwardWeights(_ algorithm: hd_conv_algorithm) -> [Float] {
    var dw = [Float](repeating: .nan, count: Cout * Cin * 9)
    withUnsafePointer(to: s) { hd_conv3x3_backward_weights($0, algorithm, x, dy, &dw) }
    return dw
  }

  /// Calls `body` with the first channel's index of an output pixel, of the stored input pixel under a tap, and the tap.
  private func eachTap(_ body: (_ y: Int, _ x: Int, _ tap: Int) -> Void) {
    let (UH, UW) = (Int(s.UH), Int(s.UW))
    let scale = s.upsample ? 2 : 1
    for b in 0..<B {
      for oh in 0..<OH {
        for ow in 0..<OW {
          for tap in 0..<9 {
            let h = oh * Int(s.stride) - Int(s.pad_top) + tap / 3
            let v = ow * Int(s.stride) - Int(s.pad_left) + tap % 3
            guard (0..<UH).contains(h), (0..<UW).contains(v) else { continue }
            let output = (b * OH + oh) * OW + ow
            let input = (b * H + h / scale) * W + v / scale
            body(output * Cout, input * Cin, tap)
          }
        }
      }
    }
  }

  struct Twin {
    var (y, dx, dw): ([Double], [Double], [Double])
  }

  /// The definition, word by word: y with the whole epilogue, dx and dw from dy.
  func twin() -> Twin {
    let (x, w, dy, bias, perImage) = (x.map(Double.init), w.map(Double.init), dy.map(Double.init), bias, perImage)
    var y = residual.map(Double.init)
    for i in y.indices {
      y[i] += Double(bias[i % Cout]) + Double(perImage[i / (OH * OW * Cout) * Cout + i % Cout])
    }
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: w.count)
    eachTap { atY, atX, tap in
      for o in 0..<Cout {
        for i in 0..<Cin {
          let k = (o * Cin + i) * 9 + tap
          y[atY + o] += x[atX + i] * w[k]
          dx[atX + i] += dy[atY + o] * w[k]
          dw[k] += dy[atY + o] * x[atX + i]
        }
      }
    }
    return Twin(y: y, dx: dx, dw: dw)
  }
}
