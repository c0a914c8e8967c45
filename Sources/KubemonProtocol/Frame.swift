public import NIOCore
import SwiftProtobuf

/// One message of the protocol.
public struct Frame: Sendable, Equatable {
    package var wire: WireFrame
    /// The bytes that a received frame was parsed from, without their length; none of one made here.
    package private(set) var body: [UInt8] = []

    package init(_ content: WireFrame.OneOf_Content) {
        wire = WireFrame()
        wire.content = content
    }

    /// Parses a message.
    ///
    /// - Throws: ``ProtocolError/malformedFrame``.
    public init(body: [UInt8]) throws(ProtocolError) {
        do { wire = try WireFrame(serializedBytes: body) } catch { throw .malformedFrame }
        self.body = body
    }

    /// Bytes that a received frame took on the wire, its length included; 0 for one made here.
    public var size: Int { body.isEmpty ? 0 : body.count + 4 }

    /// Whether two frames say the same; how many bytes they took does not matter.
    public static func == (a: Frame, b: Frame) -> Bool { a.wire == b.wire }

    /// The message with its length in front, ready to be sent.
    public func encoded() -> ByteBuffer {
        // Serializing fails only for required fields, which proto3 does not have.
        guard let body: [UInt8] = try? wire.serializedBytes() else { preconditionFailure("a frame can't be encoded") }
        var buffer = ByteBuffer()
        buffer.reserveCapacity(4 + body.count)
        buffer.writeInteger(UInt32(body.count))
        buffer.writeBytes(body)
        return buffer
    }
}
