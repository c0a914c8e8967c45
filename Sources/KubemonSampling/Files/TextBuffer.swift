import Glibc

/// The one buffer that all files are read into, one after the other.
struct TextBuffer {
    /// No kernel file of ours comes near this; what is beyond it is not read.
    private static let limit = 16 << 20
    /// Most bytes asked for at once. Files below `/proc/sys` cost the kernel a cleared buffer of as many bytes.
    private static let chunk = 16 << 10

    private(set) var bytes: [UInt8]
    /// Bytes of the last file read.
    private(set) var count = 0

    init(capacity: Int = 64 << 10) { bytes = Array(repeating: 0, count: capacity) }

    /// Whether the bytes within `range` are those of `other`.
    func holds(_ other: [UInt8], at range: Range<Int>) -> Bool {
        guard range.count == other.count, range.upperBound <= bytes.count else { return false }
        return bytes.withUnsafeBytes { text in
            other.withUnsafeBytes { expected in
                guard let left = text.baseAddress, let right = expected.baseAddress else { return range.isEmpty }
                return memcmp(left + range.lowerBound, right, range.count) == 0
            }
        }
    }

    /// Reads the whole file from its beginning.
    ///
    /// The kernel hands out long files in pieces, so only a read that gives nothing is the end, unless the kernel is known
    /// to show the file at once (`single_open`) and there was room for more.
    mutating func fill(
        from file: borrowing OpenFile, of files: any FileSource, isShownAtOnce: Bool = false
    ) throws(FileError) {
        count = 0
        while true {
            if count == bytes.count {
                guard bytes.count < Self.limit else { return }
                bytes.append(contentsOf: repeatElement(0, count: bytes.count))
            }
            let offset = count
            let end = min(bytes.count, offset + Self.chunk)
            // The closure can't throw a typed error through `withUnsafeMutableBytes`' rethrows without a box.
            let result = bytes.withUnsafeMutableBytes { all in
                Self.read(file, of: files, at: offset, into: UnsafeMutableRawBufferPointer(rebasing: all[offset..<end]))
            }
            guard result.error == 0 else { throw FileError(errno: result.error) }
            guard result.count > 0 else { return }
            count = min(end, offset + result.count)
            if isShownAtOnce, count < end, bytes[count - 1] == UInt8(ascii: "\n") { return }
        }
    }

    private static func read(
        _ file: borrowing OpenFile, of files: any FileSource, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) -> (count: Int, error: Int32) {
        do throws(FileError) {
            return (try files.read(file, at: offset, into: buffer), 0)
        } catch {
            return (0, error.errno)
        }
    }
}
