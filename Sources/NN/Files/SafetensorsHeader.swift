import Files

/// What a safetensors file says it holds, checked: every byte behind the header belongs to exactly one tensor.
///
/// Source: the format's description and reference reader, github.com/huggingface/safetensors. The bytes may come from
/// anyone; whatever they are, this ends soon, in memory proportional to the header.
struct SafetensorsHeader {
  struct Malformed: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }
  struct Tensor {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// Offsets from the start of the file.
    let bytes: Range<Int>
  }

  /// In the order of their data.
  let tensors: [Tensor]
  let metadata: [String: String]

  /// Of a header, or an index, in bytes. The format allows a hundred million; the largest models published take some
  /// hundred thousand, and a parsed byte takes up to twenty.
  static let maximumLength = 8 << 20

  /// Reads the header of the file whose bytes these are.
  init(_ file: UnsafeRawBufferPointer) throws(Malformed) {
    let json = try SafetensorsHeader.json(in: file)
    try SafetensorsHeader.checkDensity(of: json)

    let root: UntrustedJSON
    do throws(UntrustedJSON.Malformed) { root = try UntrustedJSON(parsing: json) } catch {
      throw Malformed("the header is not valid JSON: \(error.reason)")
    }

    let dataStart = 8 + json.count
    var tensors: [Tensor] = []
    var metadata: [String: String] = [:]
    for (name, value) in root.members {
      if name == "__metadata__" {
        metadata = try SafetensorsHeader.metadata(value)
      } else {
        tensors.append(
          try SafetensorsHeader.tensor(name, value, dataStart: dataStart, dataSize: file.count - dataStart))
      }
    }
    tensors.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
    var end = dataStart
    for tensor in tensors {
      guard tensor.bytes.lowerBound == end else {
        let fault = tensor.bytes.lowerBound < end ? "overlaps the tensor before it" : "leaves a gap before it"
        throw Malformed(
          "tensor '\(tensor.name)' \(fault): it starts at byte \(tensor.bytes.lowerBound), expected \(end)")
      }
      end = tensor.bytes.upperBound
    }
    guard end == file.count else {
      throw Malformed("the tensors end at byte \(end), the file at \(file.count): cut short or damaged")
    }
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The bytes between the length and the data.
  private static func json(in file: UnsafeRawBufferPointer) throws(Malformed) -> UnsafeRawBufferPointer {
    guard file.count >= 8 else { throw Malformed("\(file.count) bytes are too few for a safetensors file") }
    let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(maximumLength) else {
      throw Malformed("a header of \(length) bytes: no safetensors file (at most \(maximumLength))")
    }
    guard length <= UInt64(file.count - 8) else {
      throw Malformed("a header of \(length) bytes in a file of \(file.count): cut short, or no safetensors file")
    }
    let json = UnsafeRawBufferPointer(rebasing: file[8..<8 + Int(length)])
    guard json.first == UInt8(ascii: "{") else { throw Malformed("the header does not start with '{'") }
    return json
  }

  /// Refuses nesting that no header has, and more values than its length can honestly need: Jansson takes some hundred
  /// bytes for each.
  static func checkDensity(of json: UnsafeRawBufferPointer) throws(Malformed) {
    var (depth, values) = (0, 0)
    var (isString, isEscaped) = (false, false)
    for byte in json {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isString: isEscaped = true
      case UInt8(ascii: "\""): isString.toggle()
      case _ where isString: break
      case UInt8(ascii: ","): values += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        values += 1
        depth += 1
        guard depth <= 3 else { throw Malformed("the header is nested too deeply") }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    guard values <= json.count / 6 + 64 else { throw Malformed("the header holds too many values for its length") }
  }

  /// null means none, as the reference reader has it.
  private static func metadata(_ value: UntrustedJSON) throws(Malformed) -> [String: String] {
    if value.isNull { return [:] }
    guard value.isObject else { throw Malformed("__metadata__ is no object") }
    var result: [String: String] = [:]
    for (key, text) in value.members {
      guard let text = text.string else { throw Malformed("__metadata__ '\(key)' is no string") }
      result[key] = text
    }
    return result
  }

  private static func tensor(
    _ name: String, _ value: UntrustedJSON, dataStart: Int, dataSize: Int
  ) throws(Malformed) -> Tensor {
    func malformed(_ reason: String) -> Malformed { Malformed("tensor '\(name)': \(reason)") }
    guard !name.isEmpty else { throw Malformed("a tensor without a name") }
    guard value.isObject else { throw malformed("its entry is no object") }
    guard let typeName = value["dtype"]?.string else { throw malformed("no dtype") }
    guard let type = ElementType(rawValue: typeName) else { throw malformed("unknown dtype \(typeName)") }
    guard let shape = value["shape"]?.counts else {
      throw malformed("its shape is no list of counts")
    }
    guard let offsets = value["data_offsets"]?.counts, offsets.count == 2 else {
      throw malformed("its data_offsets are not two byte counts")
    }
    let (begin, end) = (offsets[0], offsets[1])
    guard begin <= end, end <= dataSize else {
      throw malformed("data_offsets \(begin)...\(end) do not lie in the \(dataSize) bytes of data")
    }
    var size = type.size
    for side in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: side)
      guard !overflows else { throw malformed("a shape beyond any memory") }
      size = product
    }
    guard size == end - begin else {
      throw malformed("\(type.rawValue) \(shape) takes \(size) bytes, its data_offsets hold \(end - begin)")
    }
    return Tensor(name: name, type: type, shape: shape, bytes: dataStart + begin..<dataStart + end)
  }
}
