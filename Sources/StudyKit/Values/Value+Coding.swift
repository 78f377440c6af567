extension Value: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let n = try? container.decode(Int.self) {
      self = .int(n)
    } else if let x = try? container.decode(Double.self) {
      self = .double(x)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else {
      self = .list(try container.decode([Value].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .bool(let flag): try container.encode(flag)
    case .int(let n): try container.encode(n)
    case .double(let x): try container.encode(x)
    case .string(let text): try container.encode(text)
    case .list(let items): try container.encode(items)
    }
  }
}
