import Glibc

@testable import KubemonRecording

/// Tables of other programs, as `merge` reads them, and our own: what was read and is written again reads the same.
enum CSVFiles {
    static func run(_ bytes: [UInt8]) {
        let (rows, error) = read(bytes)
        guard error == nil else { return }
        var lines = LineBuffer()
        for row in rows {
            for cell in row { lines.append(cell: cell[...]) }
            lines.endLine()
        }
        let again = read(lines.bytes)
        precondition(again.rows == rows && again.error == nil, "a table does not read back as it was written")
    }

    /// The rows as cells, up to the first error.
    private static func read(_ bytes: [UInt8]) -> (rows: [[[UInt8]]], error: CSVError?) {
        // A file without a name, gone with its descriptor.
        guard let stream = tmpfile() else { return ([], nil) }
        defer { fclose(stream) }
        let file = fileno(stream)
        guard bytes.isEmpty || write(file, bytes, bytes.count) == bytes.count else { return ([], nil) }
        var reader = CSVReader(files: SystemFiles(), file: file, allowsCarriageReturn: true)
        var rows: [[[UInt8]]] = []
        do throws(CSVError) {
            while try reader.next() {
                rows.append((0..<reader.count).map { Array(reader.bytes($0)) })
                _ = reader.number(0)
            }
            return (rows, nil)
        } catch { return (rows, error) }
    }
}
