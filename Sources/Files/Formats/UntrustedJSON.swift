import CJansson

/// A value of a JSON text that others wrote, read by Jansson: duplicate keys, nesting beyond 2048, invalid UTF-8, NUL in
/// strings and integers beyond 64 bits are refused.
package struct UntrustedJSON {
  package struct Malformed: Error {
    package let reason: String
  }

  /// Keeps the whole text's tree alive.
  private final class Tree {
    let root: UnsafeMutablePointer<json_t>
    init(_ root: UnsafeMutablePointer<json_t>) { self.root = root }
    deinit { json_decref(root) }
  }
  private let tree: Tree
  private let value: UnsafeMutablePointer<json_t>

  private init(_ value: UnsafeMutablePointer<json_t>, in tree: Tree) {
    self.tree = tree
    self.value = value
  }

  package init(parsing text: UnsafeRawBufferPointer) throws(Malformed) {
    var error = json_error_t()
    let flags = Int(JSON_REJECT_DUPLICATES)
    guard let root = json_loadb(text.bindMemory(to: CChar.self).baseAddress, text.count, flags, &error) else {
      let reason = withUnsafeBytes(of: &error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw Malformed(reason: "\(reason) (byte \(error.position))")
    }
    self.init(root, in: Tree(root))
  }

  var type: json_type { value.pointee.type }
  package var isObject: Bool { type == JSON_OBJECT }
  package var isNull: Bool { type == JSON_NULL }
  /// The value of an integer, else 0.
  var integer: Int { Int(json_integer_value(value)) }
  /// The value of a real number, else 0.
  var real: Double { json_real_value(value) }
  package var string: String? { json_string_value(value).map { String(cString: $0) } }

  /// A member of an object.
  package subscript(_ key: String) -> UntrustedJSON? { json_object_get(value, key).map { UntrustedJSON($0, in: tree) } }

  /// An object's members, in the order of the text; none of another value.
  package var members: [(name: String, value: UntrustedJSON)] {
    var result: [(String, UntrustedJSON)] = []
    var next = json_object_iter(value)
    while let member = next {
      result.append(
        (String(cString: json_object_iter_key(member)), UntrustedJSON(json_object_iter_value(member), in: tree)))
      next = json_object_iter_next(value, member)
    }
    return result
  }

  /// An array's elements; none of another value.
  var elements: [UntrustedJSON] {
    (0..<json_array_size(value)).compactMap { i in json_array_get(value, i).map { UntrustedJSON($0, in: tree) } }
  }

  /// An array of integers of at least 0.
  package var counts: [Int]? {
    guard value.pointee.type == JSON_ARRAY else { return nil }
    var result: [Int] = []
    for i in 0..<json_array_size(value) {
      guard let item = json_array_get(value, i), item.pointee.type == JSON_INTEGER else { return nil }
      let number = json_integer_value(item)
      guard number >= 0 else { return nil }
      result.append(Int(number))
    }
    return result
  }
}
