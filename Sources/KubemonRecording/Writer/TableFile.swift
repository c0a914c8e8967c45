/// One CSV file that is being written: lines in memory, bytes in the file, bytes of the last commit.
///
/// Invariants:
/// - `lines` holds whole lines only, except while one row is being printed.
/// - The file holds the committed bytes and, behind them, what was flushed since; its length is `written.length` unless
///   a write has failed.
final class TableFile {
    /// Lines are handed to the kernel from this size on.
    static let flushThreshold = 256 << 10

    let name: String
    let descriptor: Int32
    let inode: UInt64
    /// Lines that were not written yet.
    var lines = LineBuffer(capacity: 64 << 10)
    /// Rows among ``lines``.
    var bufferedRows: UInt64 = 0
    /// What was written to the file.
    private(set) var written: TableExtent
    /// What the last commit counts.
    private(set) var committed: TableExtent
    private let files: any FileSystem

    /// Takes over an open file that ends with its committed part.
    init(name: String, descriptor: Int32, inode: UInt64, committed: TableExtent, files: any FileSystem) {
        self.name = name
        self.descriptor = descriptor
        self.inode = inode
        self.files = files
        self.committed = committed
        written = committed
    }

    deinit { files.close(descriptor) }

    /// Bytes that the next commit will add.
    var pending: UInt64 { written.length - committed.length + UInt64(lines.count) }
    /// Where the next line will begin in the file.
    var end: UInt64 { written.length + UInt64(lines.count) }
    /// Rows, those not yet written included.
    var rows: UInt64 { written.rows + bufferedRows }

    /// Counts the row whose line was just ended, and hands lines to the kernel when there are many.
    func endRow() throws(FileFailure) {
        bufferedRows += 1
        if lines.count >= Self.flushThreshold { try flush() }
    }

    /// Hands all lines to the kernel.
    func flush() throws(FileFailure) {
        guard lines.count > 0 else { return }
        let (files, descriptor, offset) = (files, descriptor, written.length)
        var checksum = written.checksum
        try lines.withBytes { bytes throws(FileFailure) in
            try files.writeAll(bytes, to: descriptor, at: offset)
            checksum.update(bytes)
        }
        written.length += UInt64(lines.count)
        written.rows += bufferedRows
        written.checksum = checksum
        lines.removeAll()
        bufferedRows = 0
    }

    /// Flushes and waits until the disk has all. Does nothing if nothing was added since the last commit.
    func synchronize() throws(FileFailure) {
        try flush()
        if written != committed { try files.synchronize(file: descriptor) }
    }

    /// The commit that holds everything flushed so far counts.
    func didCommit() { committed = written }

    /// Forgets and cuts off everything since the last commit.
    func cutBack() throws(FileFailure) {
        lines.removeAll()
        bufferedRows = 0
        written = committed
        if try files.status(of: descriptor).length > committed.length {
            try files.cut(descriptor, to: committed.length)
        }
    }
}
