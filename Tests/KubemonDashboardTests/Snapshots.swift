import Glibc
import KubemonScreen
import Testing

/// Compares frames with files in `Snapshots`, text and styles. A missing file is written, and so are all with
/// `RECORD_SNAPSHOTS=1`; a test that wrote one fails, so that nobody takes it for a comparison.
enum Snapshots {
    static func expect(
        _ frame: CellBuffer, named name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let path =
            #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Snapshots/\(name).txt"
        let text = frame.snapshot
        let isRecording = getenv("RECORD_SNAPSHOTS") != nil
        guard !isRecording, let expected = read(path) else {
            write(text, to: path)
            Issue.record("recorded \(name).txt: look at it, then run again", sourceLocation: sourceLocation)
            return
        }
        guard text != expected else { return }
        let pairs = zip(
            expected.split(separator: "\n", omittingEmptySubsequences: false),
            text.split(separator: "\n", omittingEmptySubsequences: false))
        let difference = pairs.enumerated().first { $1.0 != $1.1 }.map { "line \($0 + 1):\n- \($1.0)\n+ \($1.1)" }
        Issue.record("\(name) differs: \(difference ?? "another number of lines")", sourceLocation: sourceLocation)
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        fwrite(bytes, 1, bytes.count, file)
    }
}
