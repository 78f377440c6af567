import HazyDepth
import NN
import Numerics
import Pictures

/// A picture of KITTI's size, 375 x 1242, of made-up bytes.
private let kittiPicture: ByteImage = {
  var stream = Generator(seed: 1).stream("kitti")
  return ByteImage(
    height: 375, width: 1242, bytes: stream.uniform(count: 375 * 1242 * 3).map { UInt8(min($0 * 256, 255)) })
}()
private let kittiCamera = Intrinsics(fx: 721.5377, fy: 721.5377, cx: 609.5593, cy: 172.854)

/// UniDepthV2 from picture to depth at its size: preprocessing, network, postprocessing.
func benchmarkUniDepthV2(_ report: inout Report, threads: Int, folder: String) throws {
  let model = try UniDepthV2(folder: folder)
  let time = medianSeconds(lasting: 12) { _ = model(kittiPicture, camera: kittiCamera) }
  report.add(
    Measurement(
      group: "unidepthv2", name: "UniDepthV2 375x1242 -> 490x1232", threads: threads, milliseconds: time * 1e3,
      flops: model.configuration.encoder.width == 384 ? 546e9 : 0))
  print("            peak resident \(peakResidentBytes() >> 20) MiB")
}

/// Depth Anything 3 from the prepared picture to depth with a far sky.
func benchmarkDepthAnything3(_ report: inout Report, threads: Int, folder: String) throws {
  let model = try DepthAnything3(folder: folder)
  let prepared = DepthAnything3Image(kittiPicture, camera: kittiCamera)
  let preparing = medianSeconds(lasting: 1) { _ = DepthAnything3Image(kittiPicture, camera: kittiCamera) }
  let time = medianSeconds(lasting: 12) { withoutGradients { _ = model.network(prepared.network) } }
  report.add(
    Measurement(
      group: "da3", name: "Depth Anything 3 metric 375x1242 -> 154x504", threads: threads, milliseconds: time * 1e3,
      flops: model.configuration.encoder.width == 1024 ? 346e9 : 0))
  print("            preprocessing \(Int(preparing * 1e3)) ms; peak resident \(peakResidentBytes() >> 20) MiB")
}
