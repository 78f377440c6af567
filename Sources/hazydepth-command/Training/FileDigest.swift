import CLibCrypto
import Numerics

/// The SHA-256 of a file in lower-case hexadecimal, as `sha256sum` prints it.
func sha256(ofFile path: String) throws(FileError) -> String {
  let file = try MappedFile(path)
  var digest = [UInt8](repeating: 0, count: 32)
  require(
    EVP_Digest(file.bytes.baseAddress, file.bytes.count, &digest, nil, EVP_sha256(), nil) == 1,
    "sha256: libcrypto refused \(path)")
  return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
