import KubemonProtocol
import NIOCore

/// A TCP stream of either port: where it is cut must not matter.
enum Frames {
    static func run(_ bytes: [UInt8]) {
        let whole = frames(in: [bytes[...]])
        // The first byte chooses where the stream is cut.
        let cut = bytes.first.map { min(Int($0), bytes.count) } ?? 0
        precondition(whole == frames(in: [bytes[..<cut], bytes[cut...]]), "a cut changes what arrives")
        for frame in whole {
            let again = frames(in: [frame.encoded().readableBytesView[...].map { $0 }[...]])
            precondition(again.count == 1, "a frame does not survive being sent on")
        }
    }

    /// The frames up to the first error.
    static func frames(in parts: [ArraySlice<UInt8>]) -> [Frame] {
        var codec = FrameCodec(maximumLength: 1 << 16)
        var buffer = ByteBuffer()
        var frames: [Frame] = []
        do {
            for part in parts {
                buffer.writeBytes(part)
                while let frame = try codec.decode(buffer: &buffer) { frames.append(frame) }
            }
        } catch { return frames }
        return frames
    }
}
