import FoundationEssentials
import SwiftProtobuf

extension Frame {
    /// The collector as it stands: one frame or, where that would be long, pieces of `pieceLength` bytes.
    package static func frames(of fleet: WireFleet, pieceLength: Int = 1 << 20) -> [Frame] {
        // Serializing fails only for required fields, which proto3 does not have.
        guard let bytes: [UInt8] = try? fleet.serializedBytes(), bytes.count > pieceLength else {
            return [Frame(.fleet(fleet))]
        }
        return stride(from: 0, to: bytes.count, by: pieceLength).map { offset in
            var part = WireFleetPart()
            (part.offset, part.length) = (UInt64(offset), UInt64(bytes.count))
            part.piece = Data(bytes[offset..<min(offset + pieceLength, bytes.count)])
            return Frame(.fleetPart(part))
        }
    }
}
