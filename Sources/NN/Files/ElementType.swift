/// The element types of safetensors, by their names in files.
public enum ElementType: String, Sendable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case uint16 = "U16"
  case int16 = "I16"
  case uint32 = "U32"
  case int32 = "I32"
  case uint64 = "U64"
  case int64 = "I64"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case float32 = "F32"
  case float64 = "F64"
  // Known, so that a file that holds one can be listed; not converted.
  case float8e4m3 = "F8_E4M3"
  case float8e5m2 = "F8_E5M2"
  case float8e8m0 = "F8_E8M0"
  case complex64 = "C64"

  /// Whether a tensor of this type can be a model's parameter. Whole numbers cannot: they are quantised weights, whose
  /// scales no model here knows, or buffers.
  public var isWeight: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// Bytes per element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8, .float8e4m3, .float8e5m2, .float8e8m0: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64, .complex64: 8
    }
  }
}
