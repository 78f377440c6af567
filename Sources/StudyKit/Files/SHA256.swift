import CLibCrypto
import Numerics

/// SHA-256 by libcrypto, in lower-case hexadecimal.
enum SHA256 {
  static func digest(_ bytes: UnsafeRawBufferPointer) -> String {
    var result = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    let isDone = EVP_Digest(bytes.baseAddress, bytes.count, &result, &length, EVP_sha256(), nil)
    require(isDone == 1 && length == 32, "SHA256: libcrypto refused")
    return result.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }

  static func digest(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { digest($0) } }

  static func digest(_ text: String) -> String {
    var text = text
    return text.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
  }

  static func digest(ofFile path: String) throws(FileError) -> String {
    let file = try MappedFile(path)
    return withExtendedLifetime(file) { digest(file.bytes) }
  }
}
