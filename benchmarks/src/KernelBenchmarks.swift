import CKernels
import Numerics

/// Buffers of ordinary numbers: benchmarks on zeros lie.
private func numbers(_ count: Int, _ name: String) -> UnsafeMutablePointer<Float> {
  let p = UnsafeMutablePointer<Float>.allocate(capacity: count)
  var stream = Generator(seed: 1).stream(name)
  stream.fillNormal(UnsafeMutableBufferPointer(start: p, count: count))
  return p
}

private func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
  let p = UnsafeMutablePointer<Float>.allocate(capacity: count)
  p.initialize(repeating: 0, count: count)
  return p
}

/// Matrix products: square, and the shapes of a small UNet's linear layers forward and backward.
func benchmarkProducts(_ report: inout Report, threads: Int, seconds: Double) {
  let shapes: [(m: Int, n: Int, k: Int)] = [
    (1024, 1024, 1024), (2048, 2048, 512), (3840, 64, 64), (3840, 512, 64), (3840, 64, 256), (960, 1024, 128),
    (960, 128, 512), (240, 256, 256), (64, 1280, 1280), (4096, 320, 320),
  ]
  for s in shapes {
    let (a, b, c) = (numbers(s.m * s.k, "a"), numbers(s.k * s.n, "b"), zeros(s.m * s.n))
    defer { for p in [a, b, c] { p.deallocate() } }
    let flops = 2 * Double(s.m * s.n * s.k)
    let forward = medianSeconds(lasting: seconds) {
      MatrixProduct.gemm(transposeB: true, M: s.m, N: s.n, K: s.k, A: a, lda: s.k, B: b, ldb: s.k, C: c, ldc: s.n)
    }
    report.add(
      Measurement(
        group: "gemm", name: "\(s.m)x\(s.n)x\(s.k) x Wt", threads: threads, milliseconds: forward * 1e3, flops: flops))
    let plain = medianSeconds(lasting: seconds) {
      MatrixProduct.gemm(M: s.m, N: s.n, K: s.k, A: a, lda: s.k, B: b, ldb: s.n, C: c, ldc: s.n)
    }
    report.add(
      Measurement(
        group: "gemm", name: "\(s.m)x\(s.n)x\(s.k)", threads: threads, milliseconds: plain * 1e3, flops: flops))
    // The gradient of a weight: dyT x over the rows.
    let (dy, x, dw) = (numbers(s.m * s.n, "dy"), numbers(s.m * s.k, "x"), zeros(s.n * s.k))
    defer { for p in [dy, x, dw] { p.deallocate() } }
    let weights = medianSeconds(lasting: seconds) {
      MatrixProduct.gemm(transposeA: true, M: s.n, N: s.k, K: s.m, A: dy, lda: s.n, B: x, ldb: s.k, C: dw, ldc: s.k)
    }
    report.add(
      Measurement(
        group: "gemm", name: "\(s.n)x\(s.k)x\(s.m) dyT x", threads: threads, milliseconds: weights * 1e3, flops: flops))
  }
}

/// 3x3 convolutions, forward and backward; the packing (transform) of the weights is counted.
func benchmarkConvolutions(_ report: inout Report, threads: Int, seconds: Double) {
  let shapes: [(b: Int, h: Int, w: Int, ci: Int, co: Int)] = [
    (8, 12, 40, 64, 64), (8, 6, 20, 128, 128), (8, 12, 40, 128, 128), (8, 3, 10, 256, 256), (8, 6, 20, 256, 256),
    (8, 64, 64, 32, 32), (1, 64, 64, 320, 320), (1, 16, 16, 1280, 1280), (1, 8, 8, 1280, 1280), (8, 16, 48, 24, 24),
    (8, 8, 24, 48, 48), (8, 4, 12, 72, 72), (8, 64, 192, 3, 32), (8, 64, 192, 32, 3),
  ]
  for s in shapes {
    var shape = hd_conv3x3(
      B: Int32(s.b), H: Int32(s.h), W: Int32(s.w), Cin: Int32(s.ci), Cout: Int32(s.co), stride: 1, pad_top: 1,
      pad_left: 1, pad_bottom: 1, pad_right: 1, upsample: false, UH: Int32(s.h), UW: Int32(s.w))
    let pixels = s.b * s.h * s.w
    let (x, y) = (numbers(pixels * s.ci, "x"), numbers(pixels * s.co, "y"))
    let (w, bias, dx, dw) = (
      numbers(9 * s.ci * s.co, "w"), numbers(s.co, "b"), zeros(pixels * s.ci), zeros(9 * s.ci * s.co)
    )
    defer { for p in [x, y, w, bias, dx, dw] { p.deallocate() } }
    let flops = 18 * Double(pixels * s.ci * s.co)
    let name = "\(s.ci)->\(s.co) \(s.h)x\(s.w) b\(s.b)"
    for (pass, label) in [
      (HD_CONV_FORWARD, "forward"), (HD_CONV_BACKWARD_DATA, "data"), (HD_CONV_BACKWARD_WEIGHTS, "weights"),
    ] {
      let algorithm = hd_conv3x3_algorithm(&shape, pass)
      let isPacked = pass != HD_CONV_BACKWARD_WEIGHTS
      let packed = zeros(isPacked ? hd_conv3x3_packed_size(shape.Cin, shape.Cout, pass, algorithm) : 1)
      defer { packed.deallocate() }
      let time = medianSeconds(lasting: seconds) {
        if isPacked { hd_conv3x3_pack(shape.Cin, shape.Cout, pass, algorithm, w, packed) }
        switch pass {
        case HD_CONV_FORWARD:
          var e = hd_conv_epilogue(bias: UnsafePointer(bias), per_image: nil, residual: nil)
          hd_conv3x3_forward(&shape, algorithm, x, packed, &e, y)
        case HD_CONV_BACKWARD_DATA: hd_conv3x3_backward_data(&shape, algorithm, y, packed, dx)
        default: hd_conv3x3_backward_weights(&shape, algorithm, x, y, dw)
        }
      }
      let how = algorithm == HD_CONV_F4 ? "F4" : algorithm == HD_CONV_F2 ? "F2" : "direct"
      report.add(
        Measurement(
          group: "conv3x3", name: "\(name) \(label) (\(how))", threads: threads, milliseconds: time * 1e3, flops: flops)
      )
    }
  }
}

/// GroupNorm with SiLU, GEGLU, AdamW: bound by memory, so in milliseconds.
func benchmarkElementwise(_ report: inout Report, threads: Int, seconds: Double) {
  for (b, hw, c) in [(8, 480, 64), (8, 120, 128), (8, 30, 256), (1, 4096, 320), (1, 1024, 640)] {
    let n = b * hw * c
    let (x, y, dy, dx) = (numbers(n, "x"), zeros(n), numbers(n, "dy"), zeros(n))
    let (g, beta, dg, db, mean, rstd) = (
      numbers(c, "g"), numbers(c, "b"), zeros(c), zeros(c), zeros(b * 32), zeros(b * 32)
    )
    defer { for p in [x, y, dy, dx, g, beta, dg, db, mean, rstd] { p.deallocate() } }
    let forward = medianSeconds(lasting: seconds) {
      hd_group_norm_forward(Int32(b), Int32(hw), Int32(c), 32, 1e-5, true, x, g, beta, y, mean, rstd)
    }
    report.add(
      Measurement(
        group: "norm", name: "GroupNorm+SiLU \(b)x\(hw)x\(c) forward", threads: threads, milliseconds: forward * 1e3))
    let backward = medianSeconds(lasting: seconds) {
      hd_group_norm_backward(Int32(b), Int32(hw), Int32(c), 32, true, x, g, beta, mean, rstd, dy, nil, dx, dg, db)
    }
    report.add(
      Measurement(
        group: "norm", name: "GroupNorm+SiLU \(b)x\(hw)x\(c) backward", threads: threads, milliseconds: backward * 1e3))
  }
  let (x, y) = (numbers(3840 * 512, "x"), zeros(3840 * 256))
  defer { for p in [x, y] { p.deallocate() } }
  let geglu = medianSeconds(lasting: seconds) { hd_geglu_forward(3840, 256, x, y) }
  report.add(
    Measurement(group: "elementwise", name: "GEGLU 3840x256 forward", threads: threads, milliseconds: geglu * 1e3))
  let n = 17_690_000
  let (p, g, m, v) = (numbers(n, "p"), numbers(n, "g"), zeros(n), zeros(n))
  defer { for q in [p, g, m, v] { q.deallocate() } }
  var o = hd_adamw(
    lr: 1e-4, weight_decay: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, grad_scale: 1, bias_correction1: 0.1,
    bias_correction2: 0.001)
  let adamw = medianSeconds(lasting: seconds) { hd_adamw_step(&o, n, p, g, m, v) }
  report.add(
    Measurement(group: "optimizer", name: "AdamW 17.7 M parameters", threads: threads, milliseconds: adamw * 1e3))
}

/// Attention, forward and backward, without the score matrix.
func benchmarkAttention(_ report: inout Report, threads: Int, seconds: Double) {
  let shapes: [(b: Int, heads: Int, nq: Int, nk: Int, d: Int)] = [
    (8, 2, 480, 480, 32), (8, 4, 120, 120, 32), (8, 2, 480, 16, 32), (1, 5, 4096, 4096, 64), (1, 10, 1024, 1024, 64),
    (1, 1, 4096, 4096, 512),
  ]
  for s in shapes {
    let c = s.heads * s.d
    var shape = hd_attention(
      B: Int32(s.b), heads: Int32(s.heads), Nq: Int32(s.nq), Nk: Int32(s.nk), D: Int32(s.d), ldq: c, ldk: c, ldv: c,
      ldo: c, scale: 1 / Float(s.d).squareRoot(), causal: false)
    let (q, k, v, d_o) = (
      numbers(s.b * s.nq * c, "q"), numbers(s.b * s.nk * c, "k"), numbers(s.b * s.nk * c, "v"),
      numbers(s.b * s.nq * c, "do")
    )
    let (o, lse, dq, dk, dv) = (
      zeros(s.b * s.nq * c), zeros(s.b * s.heads * s.nq), zeros(s.b * s.nq * c), zeros(s.b * s.nk * c),
      zeros(s.b * s.nk * c)
    )
    defer { for p in [q, k, v, d_o, o, lse, dq, dk, dv] { p.deallocate() } }
    let flops = 4 * Double(s.b * c * s.nq * s.nk)
    let name = "\(s.b * s.heads)x\(s.nq)x\(s.nk)x\(s.d)"
    let forward = medianSeconds(lasting: seconds) { hd_attention_forward(&shape, q, k, v, o, lse) }
    report.add(
      Measurement(
        group: "attention", name: "\(name) forward", threads: threads, milliseconds: forward * 1e3, flops: flops))
    let backward = medianSeconds(lasting: seconds) { hd_attention_backward(&shape, q, k, v, o, lse, d_o, dq, dk, dv) }
    report.add(
      Measurement(
        group: "attention", name: "\(name) backward", threads: threads, milliseconds: backward * 1e3, flops: 2.5 * flops
      ))
  }
}
