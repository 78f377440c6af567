import Autograd
import TestSupport
import Testing

@Suite struct ResamplingTests {
  @Test func `doubling a row by nearest and bilinear`() {
    let x = Tensor([0, 4], [1, 1, 2, 1])
    #expect(resized(x, to: (1, 4), .nearest).scalars == [0, 0, 4, 4])
    #expect(resized(x, to: (1, 4), .bilinear).scalars == [0, 1, 3, 4])
    #expect(resized(Tensor([0, 4, 8, 12], [1, 1, 4, 1]), to: (1, 2), .area).scalars == [2, 10])
    #expect(upsampledNearest(x, to: (2, 3)).scalars == [0, 0, 4, 0, 0, 4])
  }

  @Test(arguments: [Interpolation.nearest, .nearestExact, .bilinear, .bicubic, .area], [false, true])
  func `a constant stays constant and gradients equal the differences`(_ mode: Interpolation, _ antialias: Bool) {
    for size in [(3, 4), (7, 9), (14, 5), (5, 18)] {
      let flat = resized(.full([1, 7, 9, 2], 3), to: size, mode, antialias: antialias)
      #expect(flat.scalars.allSatisfy { abs($0 - 3) < 1e-5 })
      let w = randomTensor(flat.shape, "w")
      let error = gradientError(
        of: { (resized($0[0], to: size, mode, antialias: antialias) * w).sum() },
        at: [randomTensor([1, 7, 9, 2], "x")],
        step: 5e-2)
      #expect(error < 5e-3)
    }
  }

  @Test func `gradients of the nearest enlargement add up`() {
    let w = randomTensor([2, 7, 9, 3], "w")
    #expect(
      gradientError(of: { (upsampledNearest($0[0], to: (7, 9)) * w).sum() }, at: [randomTensor([2, 4, 5, 3], "x")])
        < 5e-3)
  }

  @Test func `with aligned corners the corner pixels keep their values`() {
    let x = Tensor([0, 3, 6, 9], [1, 1, 4, 1])
    #expect(resized(x, to: (1, 7), .bilinearAligned).scalars == [0, 1.5, 3, 4.5, 6, 7.5, 9])
    #expect(resized(x, to: (1, 1), .bilinearAligned).scalars == [0])
    #expect(resized(x, to: (3, 2), .bilinearAligned).scalars == [0, 9, 0, 9, 0, 9])
  }

  @Test func `a step of its own moves the sampling points`() {
    // Output i reads at 0.5 (i + 0.5) - 0.5 instead of 2 (i + 0.5) - 0.5.
    let x = Tensor([0, 4, 8, 12], [1, 1, 4, 1])
    #expect(resized(x, to: (1, 2), .bilinear, step: (1, 0.5)).scalars == [0, 1])
    #expect(resized(x, to: (1, 2), .bilinear).scalars == [2, 10])
  }

  @Test func `leaky ReLU keeps a share of what is negative`() {
    #expect(leakyReLU(Tensor([-2, 0, 3], [3]), slope: 0.5).scalars == [-1, 0, 3])
  }

  @Test func `a band with mirrored edges is cut from the whole`() {
    let x = randomTensor([1, 4, 5, 2], "x")
    let whole = resized(x, to: (7, 9), .bilinear)
    let (rows, columns) = ([1, 0, 1, 2], [1, 0, 4, 8, 7])
    let band = resized(x, to: (7, 9), .bilinear, rows: rows, columns: columns)
    #expect(band.shape == [1, 4, 5, 2])
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() {
        for c in 0..<2 {
          let expected = whole.scalars[(row * 9 + column) * 2 + c]
          #expect(abs(band.scalars[(i * 5 + j) * 2 + c] - expected) < 1e-6)
        }
      }
    }
    let w = randomTensor(band.shape, "w")
    let error = gradientError(
      of: { (resized($0[0], to: (7, 9), .bilinear, rows: rows, columns: columns) * w).sum() }, at: [x], sample: 40)
    #expect(error < 5e-3)
  }
}
