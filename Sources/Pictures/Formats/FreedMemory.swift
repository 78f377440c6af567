import CImages

/// Makes this process keep freed memory, for commands that read many frames; false where the system cannot.
///
/// The planes of a 2048 x 1024 frame are 8 MB each. Handed back to the system and taken again for every frame, they
/// cost more in page faults than reading and decoding the frame does.
@discardableResult
public func keepFreedMemory() -> Bool { cimages_keep_freed_memory() }
