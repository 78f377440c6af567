import Files
import Foundation
import NN
import Numerics
import Testing

struct HostileSafetensorsTests {
  @Test func `every hostile file is refused in one line with exit code 65, within 50 ms`() throws {
    try inTemporaryFolder { folder in
      #expect(hostileFiles.count >= 40)
      for (name, bytes) in hostileFiles {
        let path = "\(folder)/x.safetensors"
        try write(bytes, to: path)
        var thrown: FileError?
        let before = threadTime()
        do throws(FileError) { _ = try Safetensors(path) } catch { thrown = error }
        let seconds = threadTime() - before
        let error = try #require(thrown, "\(name) was accepted")
        #expect(error.exitCode == 65, "\(name)")
        #expect(!error.description.contains { $0.isNewline }, "\(name): \(error)")
        #expect(seconds < 0.05, "\(name): \(seconds) s")
      }
    }
  }

  @Test func `hostile files take less than 64 MiB`() async {
    await #expect(processExitsWith: .success) {
      try inTemporaryFolder { folder in
        let files = hostileFiles
        try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))  // the peak from here on
        let before = peakMemory()
        for (name, bytes) in files { #expect(try errorOnOpening(bytes, in: folder) != nil, "\(name)") }
        precondition(peakMemory() - before < 64 << 20, "\((peakMemory() - before) >> 20) MiB")
      }
    }
  }

  @Test func `a pickle is refused under any name, with the conversion`() throws {
    try inTemporaryFolder { folder in
      let zip = Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 26) + Array("archive/data.pkl".utf8)
      let raw: [UInt8] = [0x80, 2, 0x8a, 10] + [UInt8](repeating: 0x6c, count: 20)
      for bytes in [zip, raw] {
        for name in ["x.ckpt", "x.pth", "x.pt", "x.bin", "x.safetensors"] {
          let error = try errorOnOpening(bytes, in: folder, named: name)
          #expect(error?.exitCode == 65)
          #expect(error?.reason.contains("safetensors.torch") == true)
        }
      }
    }
  }

  @Test func `a header length that looks like a pickle is no pickle`() throws {
    try inTemporaryFolder { folder in
      let header = "{" + String(repeating: " ", count: 0x280 - 2) + "}"  // 80 02 00 ...
      let error = try errorOnOpening(safetensors(header), in: folder)
      #expect(error == nil)
    }
  }

  @Test func `other files under the name are called what they are`() throws {
    try inTemporaryFolder { folder in
      for (text, word) in [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:1", "git lfs pull"), ("GGUF\u{3}  ", "GGUF"),
        ("<!DOCTYPE html>", "web page"),
      ] {
        let error = try errorOnOpening(Array(text.utf8), in: folder)
        #expect(error?.reason.contains(word) == true)
      }
    }
  }

  @Test func `a folder, a device and a pipe are no files`() throws {
    try inTemporaryFolder { folder in
      #expect(throws: FileError.self) { try Safetensors("/dev/zero") }
      mkfifo("\(folder)/pipe.safetensors", 0o600)
      #expect(throws: FileError.self) { try Safetensors("\(folder)/pipe.safetensors") }
    }
  }

  /// Seeded damage to a valid file: it opens with sane entries or is refused, nothing else.
  @Test func `truncated and flipped files open sanely or are refused`() throws {
    let valid = try [UInt8](Data(contentsOf: safetensorsGolden.appendingPathComponent("mixed.safetensors")))
    let headerEnd = 8 + Int(valid[0]) + Int(valid[1]) << 8
    var random = Generator(seed: 5).stream("damage")
    try inTemporaryFolder { folder in
      var refused = 0
      for round in 0..<1500 {
        var bytes = valid
        if round % 3 == 0 {
          bytes = Array(bytes[..<random.integer(below: bytes.count)])
        } else {
          for _ in 0...random.integer(below: 3) {
            bytes[random.integer(below: headerEnd)] ^= 1 << UInt8(random.integer(below: 8))
          }
        }
        let path = "\(folder)/x.safetensors"
        try write(bytes, to: path)
        guard let file = try? Safetensors(path) else {
          refused += 1
          continue
        }
        for entry in file.entries {
          #expect(entry.shape.reduce(1, *) == entry.count)
          if entry.type.isConvertible { #expect(try file.floats(entry.name).count == entry.count) }
        }
      }
      #expect(refused > 1000)
    }
  }
}

/// Seconds of this thread, whatever else the machine is doing.
private func threadTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The largest resident size of this process, in bytes.
private func peakMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
  return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) << 10
}

/// One valid entry, to be set beside a bad one.
private func entry(_ name: String, _ begin: Int, _ end: Int, _ type: String = "F32") -> String {
  #""\#(name)":{"dtype":"\#(type)","shape":[\#((end - begin) / 4)],"data_offsets":[\#(begin),\#(end)]}"#
}
private func tensor(shape: String = "[1]", offsets: String = "[0,4]", dtype: String = #""F32""#) -> String {
  #"{"t":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}}"#
}

private let hostileFiles: [(name: String, bytes: [UInt8])] = {
  let overlong = [UInt8](repeating: 0x20, count: 64)
  let lengths: [(String, [UInt8])] = [
    ("length 2^64 - 1", safetensors(overlong, length: .max)),
    ("length 2^63", safetensors(overlong, length: 1 << 63)),
    ("length 2^64 - 8, which wraps with its own 8 bytes", safetensors(overlong, length: .max - 7)),
    ("length 100,000,001", safetensors(overlong, length: 100_000_001)),
    ("length one beyond the file", safetensors("{}", length: 3)),
    ("length 0", safetensors("{}", length: 0)), ("length 1", safetensors("{}", length: 1)),
    ("length that cuts the header", safetensors(tensor(), data: 4, length: 20)),
    ("no bytes", []), ("7 bytes", [2, 0, 0, 0, 0, 0, 0]), ("length only", [2, 0, 0, 0, 0, 0, 0, 0]),
  ]
  let headers: [(String, String, Int)] = [
    ("leading space", " {}", 0), ("array", "[]", 0), ("text", "\"{}\"", 0), ("open brace", "{", 0),
    ("two objects", "{}{}", 0), ("trailing comma", "{" + entry("a", 0, 4) + ",}", 4),
    ("single quotes", "{'a':1}", 0), ("comment", "{/* */}", 0), ("NUL behind", "{}\0", 0),
    ("deep arrays", #"{"a":"# + String(repeating: "[", count: 100_000), 0),
    ("deep objects", String(repeating: #"{"a":"#, count: 100_000), 0),
    ("4 levels, closed", #"{"a":{"b":[[1]]}}"#, 0),
    ("duplicate tensor", "{" + entry("a", 0, 4) + "," + entry("a", 4, 8) + "}", 8),
    ("duplicate by escape", "{" + entry("a", 0, 4) + "," + entry("\\u0061", 4, 8) + "}", 8),
    ("duplicate dtype", #"{"t":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4),
    ("duplicate metadata", #"{"__metadata__":{},"__metadata__":{}}"#, 0),
    ("metadata array", #"{"__metadata__":[]}"#, 0), ("metadata number", #"{"__metadata__":{"a":1}}"#, 0),
    ("metadata tensor", "{" + entry("__metadata__", 0, 4) + "}", 4),
    ("overlap", "{" + entry("a", 0, 8) + "," + entry("b", 4, 12) + "}", 12),
    ("same bytes twice", "{" + entry("a", 0, 4) + "," + entry("b", 0, 4) + "}", 4),
    ("gap", "{" + entry("a", 0, 4) + "," + entry("b", 8, 12) + "}", 12),
    ("gap at the start", "{" + entry("a", 4, 8) + "}", 8), ("bytes left over", "{" + entry("a", 0, 4) + "}", 5),
    ("no tensors but data", "{}", 4), ("data missing", tensor(), 3),
    ("past the end", tensor(offsets: "[4,8]"), 4), ("reversed", tensor(offsets: "[4,0]"), 4),
    ("negative begin", tensor(offsets: "[-4,0]"), 4), ("negative side", tensor(shape: "[-1]"), 4),
    ("two negative sides", tensor(shape: "[-1,-1]"), 4), ("float side", tensor(shape: "[1.0]"), 4),
    ("float offset", tensor(offsets: "[0,4.0]"), 4), ("exponent side", tensor(shape: "[1e0]"), 4),
    ("NaN side", tensor(shape: "[NaN]"), 4), ("infinite side", tensor(shape: "[Infinity]"), 4),
    ("text side", tensor(shape: #"["1"]"#), 4), ("true side", tensor(shape: "[true]"), 4),
    ("null shape", tensor(shape: "null"), 4), ("number for a shape", tensor(shape: "1"), 4),
    ("nested shape", tensor(shape: "[[1]]"), 4), ("leading zero", tensor(shape: "[01]"), 4),
    ("hexadecimal side", tensor(shape: "[0x1]"), 4),
    ("side 2^63", tensor(shape: "[9223372036854775808]"), 4),
    ("side 2^64 + 1, which wraps to 1", tensor(shape: "[18446744073709551617]"), 4),
    ("product 2^64, which wraps to 0", tensor(shape: "[4294967296,4294967296]", offsets: "[0,0]"), 0),
    ("bytes 2^64, which wrap to 0", tensor(shape: "[4611686018427387904]", offsets: "[0,0]"), 0),
    ("overflow before a zero", tensor(shape: "[4294967296,4294967296,0]", offsets: "[0,0]"), 0),
    ("4 TB in 4 bytes", tensor(shape: "[1099511627776]"), 4), ("size too small", tensor(shape: "[2]"), 4),
    ("one offset", tensor(offsets: "[0]"), 4), ("three offsets", tensor(offsets: "[0,4,8]"), 4),
    ("offsets as an object", tensor(offsets: #"{"0":0}"#), 4),
    ("offset 2^63", tensor(offsets: "[0,9223372036854775808]"), 4),
    ("unknown dtype", tensor(dtype: #""F33""#), 4), ("lower-case dtype", tensor(dtype: #""f32""#), 4),
    ("number for a dtype", tensor(dtype: "32"), 4), ("empty dtype", tensor(dtype: #""""#), 4),
    ("no dtype", #"{"t":{"shape":[1],"data_offsets":[0,4]}}"#, 4),
    ("no shape", #"{"t":{"dtype":"F32","data_offsets":[0,4]}}"#, 4),
    ("no offsets", #"{"t":{"dtype":"F32","shape":[1]}}"#, 4), ("null tensor", #"{"t":null}"#, 0),
    ("number for a tensor", #"{"t":1}"#, 0), ("empty name", "{" + entry("", 0, 4) + "}", 4),
    ("NUL in a name", "{" + entry("a\\u0000b", 0, 4) + "}", 4),
    ("lone surrogate", "{" + entry("\\ud800", 0, 4) + "}", 4),
    ("raw newline in a name", "{" + entry("a\nb", 0, 4) + "}", 4),
    ("newline and escape codes in a dtype", tensor(dtype: #""\n\u001b[31mF32""#), 4),
    ("a million sides", tensor(shape: "[" + String(repeating: "1,", count: 1 << 20) + "1]"), 4),
    ("a million empty arrays", #"{"t":["# + String(repeating: "[],", count: 1 << 20) + "[]]}", 0),
    ("5,000 overlapping tensors", "{" + (0..<5000).map { entry("t\($0)", 0, 4) }.joined(separator: ",") + "}", 4),
    ("a name of a megabyte", "{" + entry(String(repeating: "n", count: 1 << 20), 0, 4) + "}", 5),
  ]
  let bytes: [(String, [UInt8])] = [
    (
      "invalid UTF-8 in a name",
      safetensors(Array("{\"".utf8) + [0xff, 0xfe] + Array(entry("", 0, 4).dropFirst().utf8) + [0x7d], data: 4)
    ),
    (
      "overlong UTF-8",
      safetensors(Array("{\"".utf8) + [0xc0, 0xaf] + Array(entry("", 0, 4).dropFirst().utf8) + [0x7d], data: 4)
    ),
    ("byte order mark", safetensors([0xef, 0xbb, 0xbf, 0x7b, 0x7d])),
    ("UTF-16", safetensors([0x7b, 0, 0x7d, 0])),
    ("all ones", [UInt8](repeating: 0xff, count: 4096)), ("all zeros", [UInt8](repeating: 0, count: 4096)),
  ]
  return lengths + headers.map { ($0.0, safetensors($0.1, data: $0.2)) } + bytes
}()
