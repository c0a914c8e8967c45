import KubemonScreen
import KubemonTerminal
import Testing

@Suite("Keys")
struct KeyDecoderTests {
    @Test(
        "sequences of all terminals become keys",
        arguments: [
            ("a", .character("a")), ("é", .character("é")), ("\u{1}", .control("a")), ("\r", .enter), ("\t", .tab),
            ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{1B}[A", .up), ("\u{1B}OB", .down),
            ("\u{1B}[1;5C", .right),
            ("\u{1B}[H", .home), ("\u{1B}[4~", .end), ("\u{1B}OP", .function(1)), ("\u{1B}[[A", .function(1)),
            ("\u{1B}[15~", .function(5)), ("\u{1B}[21~", .function(10)), ("\u{1B}[24~", .function(12)),
            ("\u{1B}[Z", .backTab), ("\u{1B}x", .alt("x")), ("\u{1B}[<64;3;4M", .wheelUp),
            ("\u{1B}[<0;3;4M", .click(row: 3, column: 2)), ("\u{1B}[200~a\nb\u{1B}[201~", .paste("a b")),
        ] as [(String, Key)])
    func known(text: String, expected: Key) {
        var decoder = KeyDecoder()
        decoder.feed(text.utf8)
        #expect(decoder.next() == expected)
        #expect(decoder.next() == nil)
        #expect(decoder.patience == nil)
    }

    @Test(
        "the terminal's answer about whole frames is understood, in pieces too",
        arguments: [("1", true), ("2", true), ("0", false), ("3", false), ("4", false), ("22", false)])
    func synchronizedOutput(state: String, has: Bool) {
        var decoder = KeyDecoder()
        for byte in "\u{1B}[?2026;\(state)$y".utf8 {
            decoder.feed([byte])
            #expect(decoder.next() == nil)
        }
        #expect(decoder.hasSynchronizedOutput == has)
    }

    @Test(
        "unknown sequences do nothing and never act as Esc",
        arguments: [
            "\u{1B}[?62;4c", "\u{1B}[999~", "\u{1B}[1;2;3y", "\u{1B}]11;rgb:0/0/0\u{7}", "\u{1B}P1$r0m\u{1B}\\",
            "\u{1B}[?2026;2$y", "\u{1B}OZ", "\u{1B}[M !!", "\u{1B}[<35;1;1M", "\u{1B}[<0;1;1m", "\u{0}", "\u{1B}[>0;1c",
            "\u{1B}[I", "\u{1B}_Gi=1;OK\u{1B}\\",
        ])
    func unknown(text: String) {
        var decoder = KeyDecoder()
        decoder.feed(text.utf8)
        #expect(decoder.next() == nil)
        #expect(decoder.patience == nil)
        decoder.feed("q".utf8)
        #expect(decoder.next() == .character("q"))
    }

    @Test("Esc alone is a key after 25 ms, an unfinished sequence is dropped")
    func escape() {
        var decoder = KeyDecoder()
        decoder.feed([0x1B])
        #expect(decoder.next() == nil)
        #expect(decoder.patience == 25)
        #expect(decoder.expire() == .escape)
        decoder.feed("\u{1B}[1;".utf8)
        #expect(decoder.next() == nil)
        #expect(decoder.expire() == nil)
        #expect(decoder.patience == nil)
    }

    @Test("bytes may come one by one")
    func piecewise() {
        var decoder = KeyDecoder()
        var keys: [Key] = []
        for byte in "\u{1B}[A日\u{1B}[200~x\u{1B}y\u{1B}[201~\u{1B}[6~".utf8 {
            decoder.feed([byte])
            while let key = decoder.next() { keys.append(key) }
        }
        #expect(keys == [.up, .character("日"), .paste("xy"), .pageDown])
    }

    @Test("any bytes are survived", arguments: 0..<20)
    func random(seed: UInt64) {
        var decoder = KeyDecoder()
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<5_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let byte = UInt8(truncatingIfNeeded: state >> 33)
            decoder.feed([state >> 60 < 4 ? 0x1B : byte])
            while decoder.next() != nil {}
        }
        _ = decoder.expire()
        while decoder.next() != nil {}
        decoder.feed("\u{18}".utf8)
    }
}
