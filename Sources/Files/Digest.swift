import CLibCrypto
import Numerics

/// SHA-256, as 64 hexadecimal digits: what `sha256sum` prints.
public enum Digest {
  public static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let done = EVP_Digest(bytes.baseAddress, bytes.count, &hash, &length, EVP_sha256(), nil)
    require(done == 1 && length == 32, "Digest: libcrypto computes no SHA-256")
    return hexadecimal(hash)
  }

  private static func hexadecimal(_ hash: [UInt8]) -> String {
    hash.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// Of bytes that come one after the other.
  final class Stream {
    private let context = EVP_MD_CTX_new()

    init() {
      require(EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "Digest: libcrypto computes no SHA-256")
    }
    deinit { EVP_MD_CTX_free(context) }

    func add(_ bytes: UnsafeRawBufferPointer) {
      require(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "Digest: libcrypto computes no SHA-256")
    }

    /// Of all bytes so far; nothing can be added any more.
    func finish() -> String {
      var hash = [UInt8](repeating: 0, count: 32)
      require(EVP_DigestFinal_ex(context, &hash, nil) == 1, "Digest: libcrypto computes no SHA-256")
      return Digest.hexadecimal(hash)
    }
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
