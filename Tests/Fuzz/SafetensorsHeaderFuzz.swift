// What libFuzzer calls: a file's bytes, any bytes. Compiled with the reader's own sources by `run`.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let file = UnsafeRawBufferPointer(start: data, count: size)
  check(file)
  // Mutations rarely keep the length in step with the header: the same bytes with a length that fits.
  if size > 8, let brace = file.lastIndex(of: UInt8(ascii: "}")), brace >= 8 {
    var mended = Array(file)
    for i in 0..<8 { mended[i] = UInt8(truncatingIfNeeded: (brace - 7) >> (8 * i)) }
    mended.withUnsafeBytes(check)
  }
  return 0
}

/// What is accepted must be what the format promises: every byte behind the header in exactly one tensor.
private func check(_ file: UnsafeRawBufferPointer) {
  guard let header = try? SafetensorsHeader(file) else { return }
  var end = header.tensors.first?.bytes.lowerBound ?? file.count
  for tensor in header.tensors {
    precondition(tensor.bytes.lowerBound == end && tensor.bytes.upperBound <= file.count)
    precondition(tensor.shape.allSatisfy { $0 >= 0 } && !tensor.name.isEmpty)
    precondition(tensor.shape.reduce(tensor.type.size, *) == tensor.bytes.count)
    end = tensor.bytes.upperBound
  }
  precondition(end == file.count)
}
