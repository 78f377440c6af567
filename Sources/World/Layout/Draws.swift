import Numerics

/// Random decisions of a layout, drawn one after the other from a named stream.
struct Draws {
  private var generator: Generator

  init(_ generator: Generator) { self.generator = generator }

  /// Uniform in [low, high).
  mutating func callAsFunction(_ low: Float, _ high: Float) -> Float { low + (high - low) * generator.uniform() }

  mutating func chance(_ probability: Float) -> Bool { generator.uniform() < probability }

  /// Uniform in the closed range.
  mutating func integer(_ low: Int, _ high: Int) -> Int { low + generator.integer(below: high - low + 1) }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[generator.integer(below: elements.count)] }

  /// A sequence of its own: what is drawn from it shifts nothing here. Takes one draw.
  mutating func fork() -> Draws { Draws(generator.stream("fork", generator.integer(below: 1 << 62))) }

  mutating func word() -> UInt32 { UInt32(generator.integer(below: 1 << 32)) }
}
