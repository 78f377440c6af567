import HazyDepth
import NN
import Numerics

/// Writes one training step for its PyTorch twin, `benchmarks/torch_mari_metric_2.py`, to repeat and to time: the model
/// (config.json, model.safetensors) and step.safetensors with the step's inputs, its losses and every gradient.
/// `size`: the full preset's (latents 16x48) or the quick one's (8x24).
func writeTwin(to folder: String, _ size: TrainingPreset) throws {
  let p = Parameters(seed: 7)
  let c = size == .full ? MariMetric2.Configuration.full : .quick
  let model = MariMetric2(p, c)
  // Fresh adapters hide what is before them.
  for parameter in p.all where parameter.name.contains("adapters") {
    var stream = Generator(seed: 11).stream(parameter.name)
    let noise = stream.normal(count: parameter.count)
    parameter.variable.update { values in for i in values.indices { values[i] += 0.05 * noise[i] } }
  }
  let batch = size == .full ? randomLatents(8, 16, 48) : randomLatents(8, 8, 24)
  let (objective, random) = (Objective(), Generator(seed: 1))
  let (t, x_t, v_star) = objective.noised(batch, c.schedule, step: 0, random: random)
  let haze = HazeMagnitude(batch.z_hazy, batch.z_clean, quantile: objective.quantile)
  let pairs = PixelPairs(in: batch.mask, perImage: objective.pairs) { random.stream("pairs", 0, batch.imageIDs[$0]) }
    .rising(in: batch.depth, by: objective.margin)
  let L = objective(model, batch, step: 0, random: random)
  var tensors: [String: Tensor] = [
    "z_hazy": batch.z_hazy, "mask": batch.mask, "t": Tensor(t.map(Float.init), [t.count]), "x_t.dehaze": x_t.dehaze,
    "x_t.depth": x_t.depth, "v_star.dehaze": v_star.dehaze, "v_star.depth": v_star.depth,
    "target": haze.visibilityTarget(gamma: objective.gamma), "w": haze.clearness,
    "pairs": Tensor((pairs.i + pairs.j).map { Float($0) }, [2, pairs.count]), "L.total": L.total.detached,
  ]
  for term in Objective.terms { tensors["L." + term.name] = L[term].detached }
  let gradients = L.total.backward()
  for parameter in p.all { if let g = gradients[parameter] { tensors["grad." + parameter.name] = g } }

  let byName = Dictionary(uniqueKeysWithValues: p.all.map { ($0.name, $0) })
  try MariMetric2.write(c, byName.mapValues(\.shape.axes), to: folder) { byName[$0]!.value.scalars }
  try Safetensors.write(tensors.mapValues(\.shape.axes), to: folder + "/step.safetensors") { tensors[$0]!.scalars }
  print("\(folder): one step of \(p.scalarCount) parameters, L_total \(L.total.value)")
}
