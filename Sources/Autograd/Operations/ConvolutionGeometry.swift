import CKernels
import Numerics

/// The sizes of one convolution, and the kernels that do it: products for 1x1, `hd_conv3x3` for 3x3, patches and a
/// product for other windows and under OpenBLAS.
struct ConvolutionGeometry {
  let batch, height, width, channelsIn, channelsOut, window, stride: Int
  let padding: Padding
  /// The enlargement, or the size as stored.
  let enlargedHeight, enlargedWidth: Int

  init(_ x: Shape, _ weight: Shape, _ stride: Int, _ padding: Padding, _ size: (height: Int, width: Int)?) {
    (batch, height, width, channelsIn) = (x[0], x[1], x[2], x[3])
    (channelsOut, window) = (weight[0], weight[2])
    self.stride = stride
    self.padding = padding
    enlargedHeight = size?.height ?? height
    enlargedWidth = size?.width ?? width
  }

  var outHeight: Int { (enlargedHeight + padding.top + padding.bottom - window) / stride + 1 }
  var outWidth: Int { (enlargedWidth + padding.left + padding.right - window) / stride + 1 }

  /// The numbers a tape entry keeps.
  var packed: SIMD8<Int32> {
    [
      Int32(stride), Int32(padding.top), Int32(padding.left), Int32(padding.bottom), Int32(padding.right),
      Int32(enlargedHeight), Int32(enlargedWidth), 0,
    ]
  }

  init(_ x: Shape, _ weight: Shape, packed n: SIMD8<Int32>) {
    self.init(
      x, weight, Int(n[0]), Padding(top: Int(n[1]), left: Int(n[2]), bottom: Int(n[3]), right: Int(n[4])),
      (Int(n[5]), Int(n[6])))
  }

  var isPointwise: Bool { window == 1 && stride == 1 && padding == .none }
  private var isDirect: Bool {
    window == 3 && NumericMode.current == .portable && (stride == 1 || stride == 2)
      && [padding.top, padding.left, padding.bottom, padding.right].allSatisfy { $0 == 0 || $0 == 1 }
  }
  private var pixelsOut: Int { batch * outHeight * outWidth }
  private var patch: Int { window * window * channelsIn }

  private var kernelShape: hd_conv3x3 {
    hd_conv3x3(
      B: Int32(batch), H: Int32(height), W: Int32(width), Cin: Int32(channelsIn), Cout: Int32(channelsOut),
      stride: Int32(stride), pad_top: Int32(padding.top), pad_left: Int32(padding.left),
      pad_bottom: Int32(padding.bottom), pad_right: Int32(padding.right),
      upsample: enlargedHeight != height || enlargedWidth != width, UH: Int32(enlargedHeight),
      UW: Int32(enlargedWidth))
  }

  func forward(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ perImage: Tensor?, _ residual: Tensor?, _ y: Tensor
  ) {
    if isDirect {
      var shape = kernelShape
      let algorithm = hd_conv3x3_algorithm(&shape, HD_CONV_FORWARD)
      var epilogue = hd_conv_epilogue(
        bias: bias.map { UnsafePointer($0.pointer) }, per_image: perImage.map { UnsafePointer($0.pointer) },
        residual: residual.map { UnsafePointer($0.pointer) })
      if let packed = weight.packedForConvolution(HD_CONV_FORWARD, algorithm, isTraining: weight.hasGradient) {
        hd_conv3x3_forward(&shape, algorithm, x.pointer, packed.pointer, &epilogue, y.pointer)
      } else {
        hd_conv3x3_forward_once(&shape, algorithm, x.pointer, weight.pointer, &epilogue, y.pointer)
      }
      return
    }
    let epilogue = MatrixProduct.Epilogue(
      bias: bias.map { UnsafePointer($0.pointer) }, addend: residual.map { UnsafePointer($0.pointer) },
      addendStride: channelsOut)
    if isPointwise {
      MatrixProduct.gemm(
        transposeB: true, M: pixelsOut, N: channelsOut, K: channelsIn, A: x.pointer, lda: channelsIn,
        B: weight.pointer, ldb: channelsIn, C: y.pointer, ldc: channelsOut, epilogue: epilogue)
    } else {
      let rows = weight.asPatchRows()
      forEachBand { image, band in
        let columns = patches(of: x, image, band)
        let at = (image * outHeight + band.lowerBound) * outWidth * channelsOut
        var e = epilogue
        e.addend = e.addend.map { $0 + at }
        MatrixProduct.gemm(
          transposeB: true, M: band.count * outWidth, N: channelsOut, K: patch, A: columns.pointer, lda: patch,
          B: rows.pointer, ldb: patch, C: y.pointer + at, ldc: channelsOut, epilogue: e)
      }
    }
    if let perImage {
      let sum = combine(HD_ADD, y, perImage.reshapedInPlace([batch, 1, 1, channelsOut]))
      y.pointer.update(from: sum.pointer, count: y.count)
    }
  }

  /// `adds`: to what dx holds.
  func backwardDataPointwise(_ weight: Tensor, _ dy: Tensor, _ dx: Tensor, adds: Bool) {
    MatrixProduct.gemm(
      M: pixelsOut, N: channelsIn, K: channelsOut, A: dy.pointer, lda: channelsOut, B: weight.pointer,
      ldb: channelsIn, C: dx.pointer, ldc: channelsIn, epilogue: .init(accumulate: adds))
  }

  /// Not for `isPointwise`. `isTraining`: the weight has a gradient too, so that it will change.
  func backwardData(_ weight: Tensor, isTraining: Bool, _ dy: Tensor, _ dx: Tensor) {
    if isDirect {
      var shape = kernelShape
      let algorithm = hd_conv3x3_algorithm(&shape, HD_CONV_BACKWARD_DATA)
      if let packed = weight.packedForConvolution(HD_CONV_BACKWARD_DATA, algorithm, isTraining: isTraining) {
        hd_conv3x3_backward_data(&shape, algorithm, dy.pointer, packed.pointer, dx.pointer)
      } else {
        hd_conv3x3_backward_data_once(&shape, algorithm, dy.pointer, weight.pointer, dx.pointer)
      }
    } else {
      let rows = weight.asPatchRows()
      let columns = Tensor(uninitialized: [outHeight * outWidth, patch])
      for image in 0..<batch {
        MatrixProduct.gemm(
          M: outHeight * outWidth, N: patch, K: channelsOut,
          A: dy.pointer + image * outHeight * outWidth * channelsOut, lda: channelsOut, B: rows.pointer, ldb: patch,
          C: columns.pointer, ldc: patch)
        hd_col2im(
          1, Int32(height), Int32(width), Int32(channelsIn), Int32(window), Int32(window), Int32(stride),
          Int32(padding.top), Int32(padding.left), Int32(outHeight), Int32(outWidth), columns.pointer,
          dx.pointer + image * height * width * channelsIn)
      }
    }
  }

  func backwardWeights(_ x: Tensor, _ dy: Tensor, _ dw: Tensor) {
    if isDirect {
      var shape = kernelShape
      let algorithm = hd_conv3x3_algorithm(&shape, HD_CONV_BACKWARD_WEIGHTS)
      hd_conv3x3_backward_weights(&shape, algorithm, x.pointer, dy.pointer, dw.pointer)
    } else if isPointwise {
      MatrixProduct.gemm(
        transposeA: true, M: channelsOut, N: channelsIn, K: pixelsOut, A: dy.pointer, lda: channelsOut, B: x.pointer,
        ldb: channelsIn, C: dw.pointer, ldc: channelsIn)
    } else {
      let rows = Tensor(uninitialized: [channelsOut, window, window, channelsIn])
      var isFirst = true
      forEachBand { image, band in
        let columns = patches(of: x, image, band)
        MatrixProduct.gemm(
          transposeA: true, M: channelsOut, N: patch, K: band.count * outWidth,
          A: dy.pointer + (image * outHeight + band.lowerBound) * outWidth * channelsOut, lda: channelsOut,
          B: columns.pointer, ldb: patch, C: rows.pointer, ldc: patch, epilogue: .init(accumulate: !isFirst))
        isFirst = false
      }
      let ordered = withoutGradients { rows.transposed([0, 3, 1, 2]) }
      dw.pointer.update(from: ordered.pointer, count: dw.count)
    }
  }

  /// Runs over bands of output rows whose patches stay below 16 million floats.
  private func forEachBand(_ body: (_ image: Int, _ band: Range<Int>) -> Void) {
    let rowsPerBand = max(1, (16 << 20) / max(1, outWidth * patch))
    for image in 0..<batch {
      for first in Swift.stride(from: 0, to: outHeight, by: rowsPerBand) {
        body(image, first..<min(first + rowsPerBand, outHeight))
      }
    }
  }

  private func patches(of x: Tensor, _ image: Int, _ band: Range<Int>) -> Tensor {
    let columns = Tensor(uninitialized: [band.count * outWidth, patch])
    hd_im2col(
      1, Int32(height), Int32(width), Int32(channelsIn), Int32(window), Int32(window), Int32(stride),
      Int32(padding.top - band.lowerBound * stride), Int32(padding.left), Int32(band.count), Int32(outWidth),
      x.pointer + image * height * width * channelsIn, columns.pointer)
    return columns
  }
}

extension Tensor {
  /// This 3x3 weight as a kernel wants it, kept beside a parameter until it changes; nil if that does not pay: the
  /// weight changes before its next use (`isTraining`, or a pass that will be run again), or is no parameter.
  fileprivate func packedForConvolution(_ pass: hd_conv_pass, _ algorithm: hd_conv_algorithm, isTraining: Bool)
    -> Storage?
  {
    guard !isTraining, Engine.current.rehearsals == 0, let packs = storage.packs else { return nil }
    let (cin, cout) = (Int32(shape[1]), Int32(shape[0]))
    let size = hd_conv3x3_packed_size(cin, cout, pass, algorithm)
    let key = Int(pass.rawValue) * 8 + Int(algorithm.rawValue)
    return packs.copy(key, of: storage.version, size: size) {
      hd_conv3x3_pack(cin, cout, pass, algorithm, pointer, $0)
      storage.releasePages()
    }
  }

  /// This weight [Cout, Cin, k, k] with the taps outside: [Cout, k, k, Cin], the order of the patches.
  fileprivate func asPatchRows() -> Tensor { withoutGradients { transposed([0, 2, 3, 1]) } }
}
