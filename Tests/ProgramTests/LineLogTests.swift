import Glibc
import Logging
import Testing

@testable import kubemon

@Suite("Log lines")
struct LineLogTests {
    @Test("say time, level from warning on, message and facts; what a peer wrote can't begin a line")
    func text() {
        let time = "2026-11-22T14:02:31Z"
        #expect(LineLog.text(time, .info, "monitor connected", [("node", "a")]) == "\(time) monitor connected node=a\n")
        #expect(LineLog.text(time, .warning, "x\ny", [("why", "a b\"c")]) == "\(time) warning: x y why=\"a b\\\"c\"\n")
    }

    @Test("are JSON objects where that is asked for")
    func json() {
        let line = LineLog.json([("message", "a\"b\\c\n\u{1B}é"), ("node", "n")])
        #expect(line == "{\"message\":\"a\\\"b\\\\c\\u000a\\u001bé\",\"node\":\"n\"}\n")
    }

    @Test("that nobody reads are lost and counted; whoever logs does not wait, and the next line says how many")
    func unread() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let file = LogFile(descriptor: ends[1])
        let log = Logger(label: "test") { _ in LineLog(file: file, isJSON: false) }
        // More than the 64 KiB of a pipe: the test does not come to its end if a line waits for a reader.
        for _ in 0..<100 { log.info("\(String(repeating: "x", count: 1000))") }
        let taken = text(from: ends[0])
        let count = taken.split(separator: "\n").count
        #expect(count < 100 && taken.last == "\n")
        log.info("again")
        #expect(text(from: ends[0]).hasSuffix(" again lines_lost=\(100 - count)\n"))
    }

    private func text(from descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
