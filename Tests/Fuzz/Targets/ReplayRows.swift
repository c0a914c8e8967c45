import Glibc

@testable import KubemonRecording

/// Tables and indexes of a recording, which anyone may have changed: what the replay sees of a table that can be read is what
/// the reader of exports sees.
enum ReplayRows {
    static func run(_ bytes: [UInt8]) {
        // A file without a name, gone with its descriptor.
        guard let stream = tmpfile() else { return }
        defer { fclose(stream) }
        let file = fileno(stream)
        guard bytes.isEmpty || write(file, bytes, bytes.count) == bytes.count else { return }
        let cells = scanned(file, bytes.count)
        var reader = CSVReader(files: SystemFiles(), file: file)
        var rows: [[String]] = []
        do throws(CSVError) {
            while try reader.next() { rows.append(reader.texts) }
            precondition(rows == cells, "two readers of one table differ")
        } catch {}
        var index = ReplayIndex(
            bytes.split(separator: 0x0A).compactMap { ReplayBlock.parse($0)?.block }, begin: 1,
            length: UInt64(bytes.count))
        _ = try? index.isTrue(index.probes, file, files: SystemFiles())
        _ = try? index.complete(file, length: UInt64(bytes.count), files: SystemFiles())
        _ = index.bytes(of: 0...UInt64.max)
        precondition(
            zip(index.blocks, index.blocks.dropFirst()).allSatisfy { $0.range.upperBound == $1.range.lowerBound },
            "the blocks leave something out")
        for line in bytes.split(separator: 0x0A) { _ = LabelText.labels(of: String(decoding: line, as: UTF8.self)) }
    }

    private static func scanned(_ file: Int32, _ count: Int) -> [[String]] {
        var scanner = RowScanner(SystemFiles(), file, 0..<UInt64(count))
        var rows: [[String]] = []
        while (try? scanner.next()) == true {
            _ = scanner.time
            let count = scanner.split()
            rows.append((0..<count).map { scanner.text($0) })
            _ = scanner.number(0)
        }
        return rows
    }
}
