import NIOCore

/// Gives every read a buffer that is gone when what was read has been dealt with. A channel would keep its buffer for the
/// next read, and of a thousand connections nearly all wait for their next read.
struct PassingBufferAllocator: RecvByteBufferAllocator {
    /// More than a sample of a hundred containers and processes takes.
    private static let size = 8192
    /// The channel keeps the buffer of its first read in any case. A client's first words must fit: what is left unread when
    /// a stranger is turned away would reset the connection before the answer has come.
    private static let firstSize = 1024
    private var isFirst = true

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        allocator.buffer(capacity: isFirst ? Self.firstSize : Self.size)
    }

    mutating func record(actualReadBytes: Int) -> Bool {
        isFirst = false
        // With another answer the channel would use the buffer that it has kept.
        return true
    }
}
