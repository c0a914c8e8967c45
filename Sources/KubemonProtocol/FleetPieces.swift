import SwiftProtobuf

/// Puts together what a collector says of itself in more than one frame.
package struct FleetPieces: Sendable {
    /// Most bytes that are put together.
    static let longest: UInt64 = 64 << 20

    private var bytes: [UInt8] = []

    package init() {}

    /// The collector as it stands, if the frame is that or the last piece of it.
    ///
    /// - Throws: ``ProtocolError/malformedFrame`` for a piece that does not belong behind those before it.
    package mutating func take(_ frame: Frame) throws(ProtocolError) -> WireFleet? {
        if case .fleet(let fleet) = frame.wire.content { return fleet }
        guard case .fleetPart(let part) = frame.wire.content else { return nil }
        // Another connection may have ended in the middle.
        if part.offset == 0 { bytes = [] }
        guard part.offset == bytes.count, !part.piece.isEmpty, part.length <= Self.longest,
            UInt64(bytes.count + part.piece.count) <= part.length
        else { throw .malformedFrame }
        bytes += part.piece
        guard bytes.count == part.length else { return nil }
        defer { bytes = [] }
        do { return try WireFleet(serializedBytes: bytes) } catch { throw .malformedFrame }
    }
}
