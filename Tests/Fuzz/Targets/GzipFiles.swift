@testable import KubemonRecording

/// Compressed tables: into how many pieces their bytes fall does not matter, and what is compressed unpacks to what it was.
enum GzipFiles {
    static func run(_ bytes: [UInt8]) {
        let whole = pass(bytes, .unpack, step: max(1, bytes.count))
        precondition(pass(bytes, .unpack, step: 7) == whole, "it unpacks to something else in small pieces")
        guard let packed = pass(bytes, .compress, step: 100) else { preconditionFailure("it can't be compressed") }
        precondition(pass(packed, .unpack, step: packed.count) == bytes, "it does not unpack to what it was")
    }

    /// What comes of the bytes; `nil` if they are no whole file.
    private static func pass(_ bytes: [UInt8], _ direction: GzipStream.Direction, step: Int) -> [UInt8]? {
        var result: [UInt8] = []
        do throws(FileFailure) {
            var stream = try GzipStream(direction)
            func take(_ piece: Span<UInt8>) throws(FileFailure) {
                for index in piece.indices { result.append(piece[index]) }
            }
            for begin in stride(from: 0, to: bytes.count, by: step) {
                try stream.pass(bytes.span.extracting(begin..<min(begin + step, bytes.count)), take)
            }
            if case .compress = direction {
                try stream.pass(bytes.span.extracting(0..<0), isLast: true, take)
            } else if !stream.isAtEnd {
                return nil
            }
            return result
        } catch { return nil }
    }
}
