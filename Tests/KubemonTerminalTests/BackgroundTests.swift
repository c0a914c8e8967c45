import Glibc
import KubemonScreen
import Testing

@testable import KubemonTerminal

@Suite("Ground of the terminal")
struct BackgroundTests {
    private typealias Theme = TerminalOptions.Theme

    /// What a decoder makes of some bytes that come together.
    private func decoded(_ text: String) -> (theme: TerminalOptions.Theme?, keys: [Key], decoder: KeyDecoder) {
        var decoder = KeyDecoder()
        decoder.feed(text.utf8)
        var keys: [Key] = []
        while let key = decoder.next() { keys.append(key) }
        return (decoder.theme, keys, decoder)
    }

    @Test(
        "answers of terminals are understood: one to four digits for a colour, with and without how opaque it is",
        arguments: [
            ("rgb:ffff/ffff/ffff", .light), ("rgb:0000/0000/0000", .dark), ("rgb:FFF/FFF/FFF", .light),
            ("rgb:fd/f6/e3", .light), ("rgb:00/2b/36", .dark), ("rgb:f/f/f", .light), ("rgb:0/0/0", .dark),
            ("rgb:8/8/8", .light), ("rgb:88/8/888", .light), ("rgb:7000/7000/7000", .dark), ("rgb:00/ff/00", .light),
            ("rgb:0000/0000/ffff", .dark), ("rgb:ffff/0000/0000", .light), ("rgb:0001/0001/0001", .dark),
            ("rgba:ffff/ffff/ffff/ffff", .light), ("rgba:0000/0000/0000/cccc", .dark), ("rgba:f/ff/fff/0", .light),
        ] as [(String, TerminalOptions.Theme)], ["\u{7}", "\u{1B}\\"])
    func known(answer: (String, TerminalOptions.Theme), end: String) {
        let (theme, keys, decoder) = decoded("\u{1B}]11;\(answer.0)\(end)")
        #expect(theme == answer.1)
        #expect(keys.isEmpty && decoder.patience == nil)
    }

    @Test(
        "anything else is passed over, and what is typed behind it is not",
        arguments: [
            "11;?", "11;", "11", "", "11;rgb:", "11;rgb:f/f", "11;rgb:f/f/f/f", "11;rgba:f/f/f", "11;rgba:f/f/f/f/f",
            "11;rgb://", "11;rgb:f//f", "11;rgb:fffff/0/0", "11;rgb:g/f/f", "11;rgb:-1/f/f", "11;rgb:+f/f/f",
            "11;rgb:f/f/f ", " 11;rgb:f/f/f", "11;RGB:f/f/f", "11;#ffffff", "11;white", "10;rgb:f/f/f", "111;rgb:f/f/f",
            "4;11;rgb:f/f/f", "11;rgb:f/\u{1}/f", "11;rgb:f/f\r/f", "11;rgb:f/f/f\u{0}", "11;rgb:f/f/é",
            "11;rgb:f/f/\u{FF11}",
        ])
    func unknown(answer: String) {
        for end in ["\u{7}", "\u{1B}\\"] {
            let (theme, keys, _) = decoded("\u{1B}]\(answer)\(end)q")
            #expect(theme == nil)
            #expect(keys == [.character("q")])
        }
    }

    @Test("other strings of terminals and pasted text say nothing of the ground, nor does an answer that is broken off")
    func elsewhere() {
        for text in ["\u{1B}P11;rgb:f/f/f\u{1B}\\", "\u{1B}_11;rgb:f/f/f\u{7}", "\u{1B}]11;rgb:f/f/f\u{1B}[A"] {
            #expect(decoded(text).theme == nil)
        }
        let (theme, keys, _) = decoded("\u{1B}[200~\u{1B}]11;rgb:f/f/f\u{7}\u{1B}[201~")
        #expect(theme == nil && keys == [.paste("]11;rgb:f/f/f")])
    }

    @Test("an answer among keys may be cut anywhere: the keys come in order and nothing of it is typed")
    func cut() {
        let bytes = Array("a\u{1B}[A\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\\u{1B}[?62;4cb\u{1B}[Bé".utf8)
        for place in 0...bytes.count {
            var decoder = KeyDecoder()
            var keys: [Key] = []
            for piece in [bytes[..<place], bytes[place...]] {
                decoder.feed(piece)
                while let key = decoder.next() { keys.append(key) }
            }
            #expect(keys == [.character("a"), .up, .character("b"), .down, .character("é")], "\(place)")
            #expect(decoder.theme == .light && decoder.deviceAnswers == 1, "\(place)")
        }
    }

    @Test("the answer to what the terminal is counts, other answers do not")
    func device() {
        for (text, count) in [
            ("\u{1B}[?62;4c", 1), ("\u{1B}[?6c\u{1B}[?1;2c", 2), ("\u{1B}[>0;1c", 0), ("\u{1B}[c", 0),
            ("\u{1B}[?6n", 0),
        ] {
            #expect(decoded(text).decoder.deviceAnswers == count, "\(text)")
        }
    }

    @Test("a string of a megabyte is swallowed up to its end, without being kept, and says nothing")
    func endless() {
        var decoder = KeyDecoder()
        decoder.feed("\u{1B}]11;rgb:f/f/".utf8)
        let piece = Array("1;rgb:f/f/f11;rgb:f/f/f".utf8)
        for _ in 0..<(1 << 20) / piece.count {
            decoder.feed(piece)
            #expect(decoder.next() == nil)
        }
        #expect(decoder.patience == 250)
        decoder.feed("\u{7}q".utf8)
        #expect(decoder.next() == .character("q"))
        #expect(decoder.theme == nil && decoder.next() == nil)
    }

    @Test(
        "COLORFGBG is read as rxvt and Konsole write it",
        arguments: [
            ("15;0", .dark), ("0;15", .light), ("0;default;15", .light), ("15;default;0", .dark), ("0;7", .light),
            ("7;8", .dark), ("0;9", .light), ("0;14", .light), ("0;6", .dark), ("0;16", nil), ("0;-1", nil),
            ("0;", nil),
            ("15", nil), ("", nil), ("15;default", nil), ("0;15 ", nil), ("0;99999999999999999999", nil),
        ] as [(String, TerminalOptions.Theme?)])
    func environment(text: String, theme: TerminalOptions.Theme?) {
        #expect(Background.theme(environment: text) == theme)
    }

    @Test("the user's theme comes first, then the terminal's answer, then COLORFGBG, then dark")
    func order() {
        let (answered, silent) = (decoded("\u{1B}]11;rgb:f/f/f\u{7}").decoder, KeyDecoder())
        var choice = ThemeChoice(nil, terminal: "xterm", colours: 256, environment: nil)
        #expect(choice.theme(silent) == .dark && choice.theme(answered) == .light)
        choice.wanted = .dark
        #expect(choice.theme(answered) == .dark)
        choice = ThemeChoice(nil, terminal: "xterm", colours: 256, environment: "0;15")
        let dark = decoded("\u{1B}]11;rgb:0/0/0\u{7}").decoder
        #expect(choice.theme(silent) == .light && choice.theme(dark) == .dark)
    }

    @Test(
        "only terminals are asked that may know, and where it matters",
        arguments: [
            ("xterm-256color", 256, true), ("tmux-256color", 256, true), ("screen", 8, true),
            ("vte-256color", 256, true),
            ("rxvt", 8, true), ("linux", 8, false), ("vt100", 0, false), ("vt220", 0, false), ("vt525", 8, false),
            ("dumb", 0, false), ("xterm", 0, false), ("ansi", 8, false),
        ])
    func asks(name: String, colours: Int, asks: Bool) {
        var choice = ThemeChoice(nil, terminal: name, colours: colours, environment: nil)
        #expect(choice.question().isEmpty == !asks)
        var mono = ThemeChoice(.mono, terminal: name, colours: colours, environment: nil)
        #expect(mono.question().isEmpty)
    }

    @Test("answers are waited for until the last is there; keys that come with them stay in order and are not lost")
    func wait() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var choice = ThemeChoice(nil, terminal: "xterm", colours: 256, environment: nil)
        var decoder = KeyDecoder()
        // Nothing was asked.
        #expect(choice.awaitAnswers(.seconds(3600), from: ends[0], &decoder).isEmpty)
        _ = choice.question()
        #expect(choice.awaitAnswers(.milliseconds(1), from: ends[0], &decoder).isEmpty)
        let bytes = Array("ab\u{1B}]11;rgb:f/f/f\u{7}c\u{1B}[?6cd\u{1B}".utf8)
        #expect(write(ends[1], bytes, bytes.count) == bytes.count)
        let keys = choice.awaitAnswers(.seconds(3600), from: ends[0], &decoder)
        #expect(keys == ["a", "b", "c", "d"].map { .character($0) })
        #expect(choice.theme(decoder) == .light && decoder.patience == 25)
    }

    @Test("nothing is waited for from a terminal that is gone")
    func gone() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[1])
        defer { close(ends[0]) }
        var choice = ThemeChoice(nil, terminal: "xterm", colours: 256, environment: nil)
        _ = choice.question()
        var decoder = KeyDecoder()
        #expect(choice.awaitAnswers(.seconds(3600), from: ends[0], &decoder).isEmpty)
    }

    private func luminance(_ colour: UInt32) -> Double {
        let parts = [colour >> 16, colour >> 8, colour].map { part in
            let part = Double(part & 0xFF) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// How well the faintest of a theme's texts that have a colour of their own can be told from a ground.
    private func contrast(_ theme: TerminalOptions.Theme, on ground: Double) -> Double {
        let texts = [Style.heading, .dim, .key, .good, .warning, .critical].compactMap {
            Palette.colour(of: $0, theme: theme, count: 1 << 24)
        }
        // Text that is on the wrong side of its ground does not count as readable.
        let least = texts.map { colour -> Double in
            let text = luminance(UInt32(colour))
            return theme == .dark ? (text + 0.05) / (ground + 0.05) : (ground + 0.05) / (text + 0.05)
        }
        return least.min() ?? 0
    }

    @Test("on each of 256 greys, and on its own ground, that theme is taken whose faintest text can be read better")
    func threshold() {
        for grey in 0...255 {
            let part = Double(grey) / 255
            let ground = luminance(UInt32(grey) * 0x01_01_01)
            let better = contrast(.dark, on: ground) > contrast(.light, on: ground) ? Theme.dark : .light
            #expect(Background.theme(red: part, green: part, blue: part) == better, "\(grey)")
        }
        for (colours, theme) in [(ThemeColours.dark, Theme.dark), (.light, .light)] {
            let parts = [16, 8, 0].map { Double(colours.ground >> $0 & 0xFF) / 255 }
            #expect(Background.theme(red: parts[0], green: parts[1], blue: parts[2]) == theme)
        }
    }
}
