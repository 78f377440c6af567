import Autograd
import TestSupport
import Testing

@Suite struct LayoutTests {
  @Test func `reshaped works out one axis`() {
    let x = Tensor((0..<12).map(Float.init), [3, 4])
    #expect(x.reshaped([2, -1]).shape == [2, 6])
    #expect(x.reshaped([-1]).scalars == x.scalars)
  }

  @Test func `transposed moves axes as told`() {
    let x = Tensor((0..<6).map(Float.init), [2, 3])
    #expect(x.transposed([1, 0]).scalars == [0, 3, 1, 4, 2, 5])
    let y = Tensor((0..<24).map(Float.init), [2, 3, 4])
    let z = y.transposed([2, 0, 1])
    #expect(z.shape == [4, 2, 3])
    #expect(z.scalars[0..<6] == [0, 4, 8, 12, 16, 20])
  }

  @Test func `narrowed takes a slice of any axis`() {
    let x = Tensor((0..<24).map(Float.init), [2, 3, 4])
    #expect(x.narrowed(0, 1, 1).scalars == (12..<24).map(Float.init))
    #expect(x.narrowed(1, 1, 2).scalars == [4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23])
    #expect(x.narrowed(-1, 3, 1).scalars == [3, 7, 11, 15, 19, 23])
  }

  @Test func `concatenated puts parts side by side on any axis`() {
    let a = Tensor([1, 2, 3, 4], [2, 2])
    let b = Tensor([5, 6], [2, 1])
    #expect(concatenated(a, b, axis: 1).scalars == [1, 2, 5, 3, 4, 6])
    #expect(concatenated([a, a, a], axis: 0).shape == [6, 2])
  }

  @Test func `rows are gathered by index and gradients added back`() throws {
    let table = Tensor([1, 2, 3, 4, 5, 6], [3, 2]).tracked()
    let y = table[rows: [2, 0, 2]]
    #expect(y.scalars == [5, 6, 1, 2, 5, 6])
    #expect(try #require(y.sum().backward()[table]).scalars == [1, 1, 0, 0, 2, 2])
  }

  @Test func `gradients flow through every change of layout`() {
    let x = randomTensor([2, 3, 4, 5], "x")
    let operations: [(Tensor) -> Tensor] = [
      { $0.reshaped([6, 20]) }, { $0.transposed([0, 2, 3, 1]) }, { $0.transposed([3, 1, 0, 2]) },
      { $0.narrowed(0, 1, 1) }, { $0.narrowed(2, 1, 2) }, { $0.narrowed(3, 0, 3) },
      { concatenated($0, $0 * 2, axis: 1) }, { concatenated($0.narrowed(3, 0, 1), $0, axis: 3) },
    ]
    for operation in operations {
      let w = randomTensor(operation(x).shape, "w")
      #expect(gradientError(of: { (operation($0[0]) * w).sum() }, at: [x]) < 5e-3)
    }
  }

  @Test func `values are not shared with a slice's later use`() {
    let x = Tensor([1, 2, 3, 4], [4])
    let y = x.narrowed(0, 2, 2)
    let z = y * 10
    #expect(x.scalars == [1, 2, 3, 4] && y.scalars == [3, 4] && z.scalars == [30, 40])
  }
}
