/// Writes the index of a recording while it is being recorded (R19): where the rows of which slots are.
///
/// It is no part of what a recording promises (R18): whatever goes wrong here ends the index and nothing else, and a reader
/// makes it anew. A line is written only behind the commit that holds the rows it is about.
final class ReplayIndexWriter {
    static let fileName = "replay.index"

    private struct Open {
        var block: ReplayBlock?
        var lines: [(end: UInt64, text: String)] = []
    }

    private let files: any FileSystem
    private let directory: Int32
    private var tables: [String: Open] = [:]
    private var file: Int32?
    private var length: UInt64 = 0
    private var hasFailed = false

    init(in directory: Int32, files: any FileSystem) { (self.directory, self.files) = (directory, files) }

    deinit { if let file { files.close(file) } }

    /// Rows of one slot were added to a table.
    ///
    /// - Parameter head: what each of them begins with, at least ``ReplayBlock/headLength`` bytes.
    func added(to table: String, _ range: Range<UInt64>, time: UInt64, head: borrowing LineBuffer) {
        guard !hasFailed, !range.isEmpty else { return }
        if tables[table]?.block == nil {
            let block = ReplayBlock(range: range, times: time...time, head: ReplayBlock.head(of: head.bytes[...]))
            tables[table, default: Open()].block = block
        } else {
            tables[table]?.block?.add(through: range.upperBound, time: time)
        }
        guard let block = tables[table]?.block, block.isFull else { return }
        tables[table]?.lines.append((block.range.upperBound, block.line(of: table)))
        tables[table]?.block = nil
    }

    /// All rows that were added are committed. At the end of the recording the last blocks are written as they are.
    func committed(isLast: Bool) {
        guard !hasFailed else { return }
        // Behind a line that a crash has torn.
        var text = "\n"
        for name in tables.keys.sorted() {
            for line in tables[name]?.lines ?? [] { text += line.text }
            tables[name]?.lines.removeAll()
            guard isLast, let block = tables[name]?.block else { continue }
            text += block.line(of: name)
            tables[name]?.block = nil
        }
        guard text.count > 1 else { return }
        do throws(FileFailure) {
            try files.writeAll(Array(text.utf8).span, to: try openFile(), at: length)
            length += UInt64(text.utf8.count)
        } catch {
            hasFailed = true
        }
    }

    /// Rows that were not committed are gone (R16): what is open begins anew. A reader looks for itself at what is then
    /// left out.
    func cutBack() { tables.removeAll() }

    private func openFile() throws(FileFailure) -> Int32 {
        if let file { return file }
        let opened: Int32
        if let existing = try? files.open(Self.fileName, in: directory, for: .write) {
            opened = existing
            length = try files.status(of: existing).length
        } else {
            opened = try files.open(Self.fileName, in: directory, for: .create)
        }
        file = opened
        return opened
    }
}
