import Driving
import HazyDepth
import NN
import Numerics
import Testing

@Suite struct ObjectiveTests {
  private let random = Generator(seed: 21)

  private func model(_ seed: UInt64 = 1, disturbed: Bool = true) -> (MariMetric2, Parameters) {
    let p = Parameters(seed: seed)
    let model = MariMetric2(p, .tiny)
    if disturbed { disturb(p) }
    return (model, p)
  }

  /// The slope of the objective along the gradient and a random direction together, by central differences and by
  /// backward, for the parameters of one component.
  @Test(arguments: MariMetric2.Component.allCases)
  func `the whole objective's gradient is its slope`(component: MariMetric2.Component) {
    let (model, p) = model()
    var objective = Objective()
    // Weights of order one, so that every term shows.
    objective.lambda = [.dehaze: 1, .depth: 1, .vis: 1, .preserve: 1, .rank: 1, .tv: 0.2]
    let batch = tinyBatch()
    let own = p.all.filter { MariMetric2.Component(of: $0.name) == component }
    #expect(!own.isEmpty)
    let gradients = objective(model, batch, step: 3, random: random).total.backward()
    let norm = Clipping.globalNorm(gradients, of: own)
    #expect(norm > 1e-3)
    var slope = 0.0
    var directions: [[Float]] = []
    for parameter in own {
      guard let g = gradients[parameter]?.scalars else {
        Issue.record("\(parameter.name) has no gradient")
        return
      }
      var stream = Generator(seed: 8).stream(parameter.name)
      let noise = stream.normal(count: parameter.count)
      let scale = 1 / Float(own.reduce(0) { $0 + $1.count }).squareRoot()
      let u = zip(g, noise).map { $0 / Float(norm) + scale * $1 }
      slope += zip(g, u).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      directions.append(u)
    }
    func value(_ h: Float) -> Double {
      func move(_ h: Float) {
        for (parameter, u) in zip(own, directions) {
          parameter.variable.update { p in for i in p.indices { p[i] += h * u[i] } }
        }
      }
      move(h)
      defer { move(-h) }
      return withoutGradients { Double(objective(model, batch, step: 3, random: random).total.value) }
    }
    let h: Float = 4e-3
    let difference = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * Double(h))
    #expect(abs(difference - slope) < 0.002 * abs(slope), "\(difference) for \(slope)")
  }

  @Test func `frozen parts stay and each component moves at its own rate`() {
    let (model, p) = model(disturbed: false)
    let vaeParameters = Parameters(seed: 2)
    let vae = VAE(vaeParameters, model.configuration.vae)
    var batch = tinyBatch(height: 4, width: 6)
    let side = vae.configuration.factor
    batch.z_hazy = withoutGradients { vae.encode(normal([2, 4 * side, 6 * side, 3], "image")) }
    let before = Dictionary(uniqueKeysWithValues: (p.all + vaeParameters.all).map { ($0.name, $0.value.scalars) })
    let rates = MariMetric2.LearningRates(base: 1e-3)
    let adamw = AdamW(p.all, groups: rates.groups())
    adamw.step(Objective()(model, batch, step: 0, random: random).total.backward())
    for component in MariMetric2.Component.allCases {
      // Adam's first step moves a parameter by its rate, or not at all where its gradient is 0.
      let moved = p.all.filter { MariMetric2.Component(of: $0.name) == component }.map { parameter in
        zip(parameter.value.scalars, before[parameter.name]!).map { abs($0 - $1) }.max() ?? 0
      }
      #expect(abs((moved.max() ?? 0) - rates[component]) < 1e-3 * rates[component], "\(component)")
    }
    #expect(model.emptyPrompt.value.scalars == before["empty_prompt"])
    for parameter in vaeParameters.all { #expect(parameter.value.scalars == before[parameter.name]) }
  }

  @Test func `an image's draws do not depend on the batch, the order or other terms' weights`() {
    let (model, _) = model()
    var objective = Objective()
    objective.averaging = .perImage
    func dehaze(_ ids: [Int]) -> Double {
      withoutGradients { Double(objective(model, tinyBatch(ids), step: 5, random: random)[.dehaze].value) }
    }
    #expect(abs(dehaze([4, 9]) - (dehaze([4]) + dehaze([9])) / 2) < 1e-5)
    #expect(abs(dehaze([9, 4]) - dehaze([4, 9])) < 1e-6)
    #expect(dehaze([4]) != dehaze([9]))
  }

  @Test func `the head alone gets the gradients it gets in the whole objective`() {
    let p = Parameters(seed: 1)
    var c = MariMetric2.Configuration.tiny
    c.detachesVisibility = true
    let model = MariMetric2(p, c)
    disturb(p)
    let (objective, batch) = (Objective(), tinyBatch())
    let whole = objective(model, batch, step: 2, random: random).total.backward()
    let heads = p.all.filter { MariMetric2.Component(of: $0.name) == .visibility_head }
    let wholeGradients = heads.map { whole[$0]?.scalars ?? [] }
    let alone = objective.headOnly(model, batch, step: 2, random: random).total.backward()
    for (head, g) in zip(heads, wholeGradients) { #expect(alone[head]?.scalars == g) }
  }

  @Test func `layers that run again in the backward pass give the same gradients, and streamed updates the same step`()
  {
    let (plain, p) = model()
    let (checkpointed, q) = model()
    let batch = tinyBatch()
    let exact = Objective()(plain, batch, step: 2, random: random).total.backward()
    let L = withCheckpoints { Objective()(checkpointed, batch, step: 2, random: random) }
    let again = L.total.backward()
    for (a, b) in zip(p.all, q.all) where a.isTrainable {
      guard let g = exact[a], let h = again[b] else {
        Issue.record("\(a.name) has no gradient")
        continue
      }
      #expect(distance(g, h) <= 1e-6 * max(1, g.max()), "\(a.name)")
    }
    AdamW(p.all, groups: MariMetric2.learningRates(base: 1e-3)).step(exact)
    let streaming = StreamingAdamW(q.all, groups: MariMetric2.learningRates(base: 1e-3), seed: 1)
    let second = withCheckpoints { Objective()(checkpointed, batch, step: 2, random: random) }
    let norm = streaming.step(second.total)
    #expect(abs(norm - Clipping.globalNorm(exact, of: p.all)) < 1e-4 * norm)
    for (a, b) in zip(p.all, q.all) { #expect(distance(a.value, b.value) < 2e-5, "\(a.name)") }
  }

  @Test func `weights multiply terms, and a weight of 0 takes a term out`() {
    let (model, p) = model()
    let batch = tinyBatch()
    var objective = Objective(lambda: .only([.dehaze: 2, .preserve: 3]))
    let L = objective(model, batch, step: 1, random: random)
    #expect(abs(L.total.value - (2 * L[.dehaze].value + 3 * L[.preserve].value)) < 1e-5)
    let gradients = L.total.backward()
    #expect(p.all.filter { $0.name.hasPrefix("depth.") }.allSatisfy { gradients[$0] == nil })
    objective.lambda = LossWeights()
    let whole = objective(model, batch, step: 1, random: random)
    let sum = Objective.terms.reduce(0) { $0 + objective.lambda[$1] * whole[$1].value }
    #expect(abs(whole.total.value - sum) < 1e-5)
  }

  @Test func `images without depth are named, and a batch of them still trains the rest`() {
    let (model, p) = model()
    var batch = tinyBatch([4, 9])
    batch.mask = concatenated(batch.mask.narrowed(0, 0, 1), .zeros([1, 6, 8, 1]), axis: 0)
    #expect(Objective()(model, batch, step: 0, random: random).imagesWithoutDepth == [9])
    batch.mask = .zeros([2, 6, 8, 1])
    let L = Objective()(model, batch, step: 0, random: random)
    #expect(L.imagesWithoutDepth == [4, 9] && L[.depth].value == 0 && L[.rank].value == 0 && L.pairCount == 0)
    let gradients = L.total.backward()
    for parameter in p.all where parameter.isTrainable {
      guard let g = gradients[parameter] else { continue }
      #expect(g.nonFiniteCount == 0)
      if parameter.name.hasPrefix("depth.") { #expect(g.max() == 0 && g.min() == 0) }
    }
  }

  @Test func `where nothing can be learned the objective is 0 with zero gradient`() {
    let (model, p) = model()
    var batch = tinyBatch()
    batch.mask = .zeros(batch.mask.shape)
    let objective = Objective(lambda: .only([.depth: 1, .rank: 1]))
    let L = objective(model, batch, step: 0, random: random)
    #expect(L.total.value == 0)
    let gradients = L.total.backward()
    #expect(p.all.allSatisfy { gradients[$0].map { $0.max() == 0 && $0.min() == 0 } ?? true })
  }

  @Test func `ranking by haze asks the clearer pixel to be the more visible`() {
    var objective = Objective()
    objective.ranking = .haze
    let batch = tinyBatch()
    let haze = HazeMagnitude(batch.z_hazy, batch.z_clean)
    func rank(_ logits: Tensor) -> Float {
      objective.losses(VisibilityMap(logits: logits), batch, nil, step: 0, random: random)[.rank].value
    }
    #expect(rank(haze.delta * -5) < 0.69 && rank(haze.delta * 5) > 0.7)
  }

  @Test func `timesteps are uniform but for the share at the last one`() {
    let distribution = TimestepDistribution(lastShare: 0.3)
    let drawn = (0..<4000).map { distribution.draw(of: 1000, from: random.stream("t", $0)) }
    let last = Double(drawn.count { $0 == 999 }) / 4000
    #expect(abs(last - 0.3) < 0.03)
    let others = drawn.filter { $0 != 999 }.map(Double.init)
    #expect(abs(others.reduce(0, +) / Double(others.count) - 499) < 20)
    #expect(drawn.allSatisfy { (0..<1000).contains($0) })
  }
}
