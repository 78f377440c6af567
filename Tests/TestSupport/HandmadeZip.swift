/// An archive with the given (true or false) declarations: name, stored bytes, declared size, method.
package func handmadeZip(
  _ members: [(name: String, bytes: [UInt8], size: Int, method: UInt16)], attributes: UInt32 = 0,
  crc given: UInt32? = nil
) -> [UInt8] {
  func le16(_ x: some BinaryInteger) -> [UInt8] { [UInt8(truncatingIfNeeded: x), UInt8(truncatingIfNeeded: x >> 8)] }
  func le32(_ x: some BinaryInteger) -> [UInt8] { le16(x) + le16(x >> 16) }
  var local: [UInt8] = []
  var directory: [UInt8] = []
  for member in members {
    let name = Array(member.name.utf8)
    let common =
      le16(20) + le16(0) + le16(member.method) + le32(0x0021_0000) + le32(given ?? crc(member.bytes))
      + le32(member.bytes.count) + le32(member.size) + le16(name.count) + le16(0)
    directory += le32(0x0201_4b50) + le16(0x0314) + common + le16(0) + le16(0) + le16(0) + le32(attributes)
    directory += le32(local.count) + name
    local += le32(0x0403_4b50) + common + name + member.bytes
  }
  return local + directory + le32(0x0605_4b50) + le32(0) + le16(members.count) + le16(members.count)
    + le32(directory.count) + le32(local.count) + le16(0)
}

/// The checksum of zip and PNG.
package func crc(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(0xffff_ffff as UInt32) { crc, byte in
    (0..<8).reduce(crc ^ UInt32(byte)) { c, _ in c & 1 == 1 ? c >> 1 ^ 0xedb8_8320 : c >> 1 }
  }
}
