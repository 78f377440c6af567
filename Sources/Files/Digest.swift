import CLibCrypto
import Numerics

/// SHA-256, as 64 hexadecimal digits: what `sha256sum` prints.
public enum Digest {
  public static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let done = EVP_Digest(bytes.baseAddress, bytes.count, &hash, &length, EVP_sha256(), nil)
    require(done == 1 && length == 32, "Digest: libcrypto computes no SHA-256")
    return hash.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  public static func of(_ text: String) -> String {
    var text = text
    return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
  }

  /// Of a file's content.
  public static func of(file path: String) throws(FileError) -> String {
    let file = try MappedFile(path)
    return withExtendedLifetime(file) { of(file.bytes) }
  }
}
