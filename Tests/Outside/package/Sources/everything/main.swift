// A line of each library that others may depend on.
import HazyDepth
import Metrics
import StudyKit

let model = MariMetric2(Parameters(seed: 7), .tiny)
print("channels of the latent:", model.configuration.vae.latent_channels)
print("protocol:", EvaluationProtocol.recommended.name)
