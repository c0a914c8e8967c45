public import NIOCore
import SwiftProtobuf

/// Cuts a TCP stream into frames: length (4 bytes, big endian), one protobuf message.
///
/// A length above ``maximumLength`` is refused before anything of the frame is buffered.
public struct FrameCodec: NIOSingleStepByteToMessageDecoder {
    /// What the decoder produces.
    public typealias InboundOut = Frame

    /// Longest message accepted, in bytes: 4 MiB. Bounds the memory that one peer can make another hold.
    public static let maximumLength: UInt32 = 4 << 20

    private let maximumLength: UInt32

    /// Creates a decoder; a smaller limit suits ports where only short messages are expected.
    public init(maximumLength: UInt32 = FrameCodec.maximumLength) { self.maximumLength = maximumLength }

    /// Takes the next whole frame out of `buffer`, or returns `nil` and leaves `buffer` as it was.
    public mutating func decode(buffer: inout ByteBuffer) throws(ProtocolError) -> Frame? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard length <= maximumLength else { throw .frameTooLong(length) }
        guard buffer.readableBytes >= 4 + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        guard let bytes = buffer.readBytes(length: Int(length)) else { return nil }
        return try Frame(body: bytes)
    }

    /// Like ``decode(buffer:)``, but an incomplete frame is an error because no more bytes will come.
    public mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws(ProtocolError) -> Frame? {
        if let frame = try decode(buffer: &buffer) { return frame }
        guard buffer.readableBytes == 0 else { throw .truncatedFrame(buffer.readableBytes) }
        return nil
    }
}
