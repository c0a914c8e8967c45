package import NIOCore

/// Cuts a stream of bytes into lines.
package struct LineSplitter {
    /// A line is longer than allowed.
    package struct TooLong: Error {}

    /// Longest line, in bytes. Bounds the memory that one peer can take.
    let longest: Int
    private var rest = ByteBuffer()
    /// How much of `rest` was searched already.
    private var searched = 0

    /// Creates a splitter that has seen nothing.
    package init(longest: Int = 1 << 20) { self.longest = longest }

    /// Takes more bytes.
    package mutating func append(_ bytes: inout ByteBuffer) {
        rest.writeBuffer(&bytes)
        rest.discardReadBytes()
    }

    /// The next whole line without its end, or nil.
    ///
    /// - Throws: ``TooLong``, also when a line that has no end yet is too long already.
    package mutating func next() throws(TooLong) -> ByteBuffer? {
        let view = rest.readableBytesView.dropFirst(searched)
        guard let end = view.firstIndex(of: UInt8(ascii: "\n")) else {
            searched = rest.readableBytes
            guard searched <= longest else { throw TooLong() }
            return nil
        }
        let length = end - rest.readerIndex
        searched = 0
        guard length <= longest else { throw TooLong() }
        let line = rest.readSlice(length: length)
        rest.moveReaderIndex(forwardBy: 1)
        return line
    }
}
