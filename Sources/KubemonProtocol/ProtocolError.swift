/// Why a peer's bytes or frames were refused.
public enum ProtocolError: Error, Equatable {
    /// A frame announces more bytes than allowed; nothing of it was buffered.
    case frameTooLong(UInt32)
    /// A frame's bytes are no message.
    case malformedFrame
    /// The stream ended inside a frame; that many bytes of it were there.
    case truncatedFrame(Int)
    /// A frame that is not allowed at this point of the conversation.
    case unexpectedFrame
    /// An item's number is neither the next one nor one that is known already (R4).
    case sequenceBroken(expected: UInt64, received: UInt64)
    /// A group names a schema that was not sent.
    case unknownSchema(UInt64)
    /// A row's bytes end too early, or numbers are out of order.
    case malformedRows
    /// A row belongs to an entity that was not described, or one of another kind.
    case unknownEntity(UInt32)
    /// More entities, rows, values or text than one monitor may have.
    case tooManyEntities

    /// One sentence for people.
    public var sentence: String {
        switch self {
        case .frameTooLong(let length):
            "the other end does not speak kubemon's protocol: it announced a frame of \(length) bytes"
        case .malformedFrame: "the other end does not speak kubemon's protocol"
        case .truncatedFrame(let count): "the connection ended inside a frame, after \(count) bytes of it"
        case .unexpectedFrame: "a frame arrived that does not belong at this point of the conversation"
        case .sequenceBroken(let expected, let received):
            "item \(received) arrived where item \(expected) was expected"
        case .unknownSchema(let fingerprint): "schema \(fingerprint) is used but was never sent"
        case .malformedRows: "the rows of a tick can't be decoded"
        case .unknownEntity(let number): "a row belongs to entity \(number), which was never described"
        case .tooManyEntities:
            "more than one monitor may send: \(StreamDecoder.maximumEntities) entities, "
                + "\(StreamDecoder.maximumText >> 20) MiB of their names, \(StreamDecoder.maximumValues) values in a tick"
        }
    }
}
