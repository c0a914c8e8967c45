import KubemonRuntimes
import NIOCore
import Testing

@Suite("Lines of a stream")
struct LineSplitterTests {
    private func lines(of pieces: [String], longest: Int = 100) throws -> [String] {
        var splitter = LineSplitter(longest: longest)
        var lines: [String] = []
        for piece in pieces {
            var bytes = ByteBuffer(string: piece)
            splitter.append(&bytes)
            while let line = try splitter.next() { lines.append(String(buffer: line)) }
        }
        return lines
    }

    @Test("lines survive every way of cutting the stream", arguments: 1...9)
    func cuts(size: Int) throws {
        let text = Array("one\n\ntwo and a half\nthree\nrest")
        let pieces = stride(from: 0, to: text.count, by: size).map { String(text[$0..<min($0 + size, text.count)]) }
        #expect(try lines(of: pieces) == ["one", "", "two and a half", "three"])
    }

    @Test("a line that is too long is refused, with an end or without", arguments: ["12345678901\n", "12345678901"])
    func refusesLongLines(text: String) throws {
        #expect(throws: LineSplitter.TooLong.self) { try lines(of: ["ok\n", text], longest: 10) }
        #expect(try lines(of: ["1234567890\n"], longest: 10) == ["1234567890"])
    }
}
