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

    @Test("that nobody takes are lost and counted; whoever logs does not wait, and the next line says how many")
    func unread() throws {
        // A file that takes no more than 64 KiB until someone reads it, as a disk that hangs takes no more.
        let path = try name()
        try #require(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        let file = try LogFile(path: path, capacity: 100_000)
        let log = Logger(label: "test") { _ in LineLog(file: file, isJSON: false) }
        // The test does not come to its end if a line waits.
        var logged = 1000
        for _ in 0..<logged { log.info("\(String(repeating: "x", count: 1000))") }
        _ = fcntl(reader, F_SETFL, 0)
        var (taken, lost) = ("", 0)
        while lost == 0 || taken.split(separator: "\n").count + lost < logged {
            // One of these is taken, and says how many lines were not.
            if taken.last == "\n" {
                log.info("again")
                logged += 1
            }
            let more = text(from: reader)
            try #require(!more.isEmpty, "\(taken.suffix(100))")
            taken += more
            guard taken.last == "\n" else { continue }
            lost = taken.split(separator: "lines_lost=").dropFirst().reduce(0) { sum, rest in
                sum + (Int(rest.prefix { $0.isNumber }) ?? 0)
            }
        }
        #expect(taken.split(separator: "\n").count + lost == logged)
        close(reader)
        unlink(path)
    }

    @Test("are all in the file when the program has waited for them at its end, also when it was opened anew before")
    func finish() throws {
        let path = try name()
        let file = try LogFile(path: path)
        let log = Logger(label: "test") { _ in LineLog(file: file, isJSON: false) }
        for part in ["", ".1"] {
            if part != "" {
                rename(path, path + part)
                file.reopen()
            }
            for number in 1...500 { log.info("\(number)") }
            file.finish()
        }
        for part in ["", ".1"] {
            let descriptor = open(path + part, O_RDONLY)
            let numbers = text(from: descriptor).split(separator: "\n").compactMap { Int($0.split(separator: " ")[1]) }
            #expect(numbers == Array(1...500))
            close(descriptor)
            unlink(path + part)
        }
    }

    /// A name in /tmp that nobody has.
    private func name() throws -> String {
        var template = Array("/tmp/kubemon-log-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        close(descriptor)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        unlink(path)
        return path
    }

    private func text(from descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
