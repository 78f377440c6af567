import CImages
import Files
import Glibc
import Numerics

/// The depth channel of an OpenEXR file, read and written where the package was built with OpenEXR.
public struct EXR: Sendable {
  /// Whether EXR files can be read and written.
  public static var isAvailable: Bool { cimages_exr_available() }

  public let width: Int
  public let height: Int
  /// The channel's name, as the file has it.
  public let channel: String
  /// Row by row from the top left, as stored (not a number and infinities included).
  public let values: [Float]

  /// Decodes the depth channel of a whole file: one part of scan lines, compressed without loss.
  ///
  /// `wanted` names the channel; nil: the one whose name says depth (`EXRChannels`). A file without such a channel, and one
  /// with several, is an error that lists them all.
  public init(
    _ bytes: [UInt8], name: String, channel wanted: String? = nil, limits: ReadingLimits = .standard
  ) throws(FileError) {
    var info = cimages_exr_info()
    var fault = cimages_error()
    var names = [CChar](repeating: 0, count: 8192)
    guard
      cimages_exr_read_info(bytes, bytes.count, UInt32(limits.maxSide), &info, &names, names.count, &fault)
    else { throw FileError(.damaged, name, "no readable EXR: \(fault.text)") }
    width = Int(info.width)
    height = Int(info.height)
    let channels = EXRChannels(
      names.split(separator: 0, omittingEmptySubsequences: true).prefix(Int(info.channel_count)))
    let place = try channels.place(of: wanted, name: name)
    channel = channels.all[place].name
    let size = try limits.admit(name, width: width, height: height, bytesPerPixel: 4, encoded: bytes.count)
    var done = false
    values = [Float](unsafeUninitializedCapacity: size / 4) { out, count in
      done = cimages_exr_decode(
        bytes, bytes.count, UInt32(limits.maxSide), Int32(place), out.baseAddress, size / 4, &fault)
      count = done ? size / 4 : 0
    }
    guard done else { throw FileError(.damaged, name, "damaged EXR: \(fault.text)") }
  }
}

extension EXR {
  /// A file of Float32 channels, each `height * width` values row by row from the top left, kept to the bit: one part of
  /// scan lines, compressed by ZIP (without loss).
  ///
  /// The same channels give the same bytes: no attribute tells time, machine or program. Names are 1 to 31 bytes of ASCII
  /// and differ, sides are 1 to 32768; else it traps. Throws where OpenEXR is missing, and if memory runs out.
  public static func encode(
    width: Int, height: Int, channels: [(name: String, values: [Float])], level: Int = 4
  ) throws(FileError) -> [UInt8] {
    // The format wants channels in the order of their names.
    let channels = channels.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let names = channels.map(\.name)
    let side = 1...ReadingLimits.standard.maxSide
    require(
      side ~= width && side ~= height && !channels.isEmpty && channels.allSatisfy { $0.values.count == width * height },
      "EXR.encode: \(width) x \(height), but channels of \(channels.map(\.values.count)) values")
    require(
      Set(names).count == names.count
        && names.allSatisfy { 1...31 ~= $0.utf8.count && $0.utf8.allSatisfy { 33...126 ~= $0 } },
      "EXR.encode: channels named \(names), expected different names of 1 to 31 bytes of ASCII")
    require(0...9 ~= level, "EXR.encode: level \(level), expected 0 to 9")
    let planes = channels.count == 1 ? channels[0].values : channels.flatMap(\.values)
    let copies = names.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    var fault = cimages_error()
    let done = cimages_exr_encode(
      planes, copies.map { UnsafePointer($0) }, Int32(channels.count), UInt32(width), UInt32(height), Int32(level),
      &out,
      &count, &fault)
    guard done, let out else { throw FileError(.inputOutput, "an EXR", fault.text) }
    defer { free(out) }
    return Array(UnsafeBufferPointer(start: out, count: count))
  }
}
