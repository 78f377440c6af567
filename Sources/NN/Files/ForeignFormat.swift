/// What a file that is no safetensors file is instead, told by its content, and what to do about it; nil if unknown.
///
/// Pickles are programs: they are never opened, under whatever name.
func foreignFormat(_ bytes: UnsafeRawBufferPointer, _ path: String) -> String? {
  func starts(with text: String) -> Bool { bytes.starts(with: text.utf8) }
  // A raw pickle opens with 0x80 and its protocol; so may a header length, but then six zeros follow.
  let isRawPickle =
    bytes.count > 8 && bytes[0] == 0x80 && (2...5).contains(bytes[1]) && bytes[2..<8].contains { $0 != 0 }
  if starts(with: "PK\u{3}\u{4}") || isRawPickle {
    return """
      a PyTorch checkpoint or other pickle or zip, which can run code and is not opened; convert it where you trust it: \
      python3 -c "import sys, torch, safetensors.torch as s; s.save_file({k: v.contiguous() for k, v in \
      torch.load(sys.argv[1], weights_only=True).items()}, sys.argv[2])" OLD NEW.safetensors
      """
  }
  if starts(with: "version https://git-lfs") { return "a Git LFS pointer, not the file itself; run git lfs pull" }
  if starts(with: "GGUF") { return "a GGUF file; a safetensors file is needed" }
  if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) { return "an HDF5 file; a safetensors file is needed" }
  if starts(with: "<") { return "a web page, not a safetensors file; was the download refused?" }
  return nil
}
