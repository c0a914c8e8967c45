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
}
