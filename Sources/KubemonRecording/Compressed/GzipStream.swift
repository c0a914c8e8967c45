import CZlib
import Glibc

/// Compresses or unpacks the bytes of one file, piece by piece, in the format of `gzip` (RFC 1952).
package struct GzipStream: ~Copyable {
    /// What is done with the bytes.
    package enum Direction {
        case compress
        case unpack
    }

    /// Whether the bytes that were unpacked so far are a whole file.
    package private(set) var isAtEnd = false
    private let direction: Direction
    /// zlib keeps a pointer to it, so it stays where it is.
    private let state: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 1 << 18)

    /// Begins a file.
    package init(_ direction: Direction) throws(FileFailure) {
        self.direction = direction
        state = .allocate(capacity: 1)
        state.initialize(to: z_stream())
        // 2^15 bytes of window; 16 more stand for gzip's own header and checksum.
        let (window, size) = (Int32(15 + 16), Int32(MemoryLayout<z_stream>.size))
        let result =
            switch direction {
            case .compress:
                deflateInit2_(
                    state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
            case .unpack: inflateInit2_(state, window, ZLIB_VERSION, size)
            }
        guard result == Z_OK else { throw FileFailure(.unpack, code: ENOMEM) }
    }

    deinit {
        switch direction {
        case .compress: deflateEnd(state)
        case .unpack: inflateEnd(state)
        }
        state.deallocate()
    }

    /// Takes the next bytes of the file.
    ///
    /// - Parameters:
    ///   - isLast: whether no more come; only looked at when compressing.
    ///   - write: takes what comes of them, in as many pieces as it likes.
    /// - Throws: what `write` throws; `EBADMSG` if the bytes can't be unpacked.
    package mutating func pass(
        _ input: Span<UInt8>, isLast: Bool = false, _ write: (Span<UInt8>) throws(FileFailure) -> Void
    ) throws(FileFailure) {
        try input.withUnsafeBytes { bytes throws(FileFailure) in
            // zlib does not write there; its pointer is only not declared so.
            state.pointee.next_in = UnsafeMutablePointer(
                mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
            state.pointee.avail_in = UInt32(bytes.count)
            repeat {
                // A file may consist of several, one behind the other.
                if isAtEnd, state.pointee.avail_in > 0, inflateReset(state) == Z_OK { isAtEnd = false }
                let count = try step(isLast ? Z_FINISH : Z_NO_FLUSH)
                if count > 0 { try write(output.span.extracting(0..<count)) }
            } while isAtEnd ? state.pointee.avail_in > 0 : state.pointee.avail_out == 0
        }
    }

    /// Fills ``output`` as far as the input goes.
    private mutating func step(_ flush: Int32) throws(FileFailure) -> Int {
        let (state, direction) = (state, direction)
        let result = output.withUnsafeMutableBufferPointer { output in
            state.pointee.next_out = output.baseAddress
            state.pointee.avail_out = UInt32(output.count)
            return direction == .compress ? deflate(state, flush) : inflate(state, flush)
        }
        // Without more input there may be nothing to do.
        guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(result) else { throw FileFailure(.unpack, code: EBADMSG) }
        isAtEnd = result == Z_STREAM_END && direction == .unpack
        return output.count - Int(state.pointee.avail_out)
    }
}
