/// Traps with a message unless `condition` holds: for a caller's mistakes. Unlike `precondition`, whose message optimised
/// builds drop, it always says what was wrong.
@inlinable @inline(__always)
public func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String, file: StaticString = #file,
  line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}
