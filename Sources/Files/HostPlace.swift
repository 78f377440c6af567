/// Where process ids mean something: this host since it was started, and this container if it numbers its own.
///
/// Two containers of one host name share a folder but not their processes, so what they leave behind must not look alike.
public let hostPlace = "\(Unfinished.host)~\(Unfinished.place)"
