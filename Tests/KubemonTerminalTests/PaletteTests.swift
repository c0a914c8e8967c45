import KubemonScreen
import Testing

@testable import KubemonTerminal

@Suite("Palette")
struct PaletteTests {
    /// Letters of the attributes: bold, dim, reverse, underline.
    private func attributes(_ look: Palette.Look) -> String {
        let letters: [(Int32, String)] = [(1, "b"), (2, "d"), (4, "r"), (8, "u")]
        return letters.filter { look.attributes & $0.0 != 0 }.map(\.1).joined()
    }

    /// One style as `attributes:colour`, `-` for what is the terminal's own.
    private func words(_ style: Style, _ theme: TerminalOptions.Theme, _ count: Int) -> String {
        let letters = attributes(Palette.look(of: style, theme: theme, count: count))
        guard count >= 8 else { return letters.isEmpty ? "-" : letters }
        guard let colour = Palette.colour(of: style, theme: theme, count: count) else {
            return letters.isEmpty ? "-" : letters + ":-"
        }
        let digits = count > 256 ? "#" + hexadecimal(colour) : "\(colour)"
        return letters + ":" + digits
    }

    private func hexadecimal(_ colour: Int32) -> String {
        let digits = String(colour, radix: 16)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// Together with the letters of styles below each snapshot of a view, this is how its cells look on every terminal.
    @Test("each style looks as it was looked at: without colours, with 16, with 256, with any; dark and light")
    func looks() {
        let lines = Style.allCases.map { style in
            let looks = [0, 16, 256, 1 << 24].flatMap { count in
                (count == 0 ? [.mono] : [TerminalOptions.Theme.dark, .light]).map { words(style, $0, count) }
            }
            return "\(style.letter) " + looks.joined(separator: " ")
        }
        #expect(lines.joined(separator: "\n") == Self.expected)
    }

    @Test("what has no colours to tell it by is told by attributes: alarms, selection and keys differ from plain text")
    func isReadableWithoutColours() {
        let plain = words(.plain, .mono, 0)
        for style in [Style.warning, .critical, .selected, .selectedWarning, .keyLabel, .key, .heading, .dim] {
            #expect(words(style, .mono, 0) != plain, "\(style)")
        }
        #expect(words(.warning, .mono, 0) != words(.critical, .mono, 0))
        let selected = [Style.selected, .selectedWarning, .selectedCritical].map { words($0, .mono, 0) }
        #expect(Set(selected).count == 3)
    }

    /// A line for each style: its letter, without colours, 16 dark and light, 256 dark and light, any dark and light.
    private static let expected = """
        . - - - - - - -
        S b b:- b:- b:- b:- b:- b:-
        d d d:- d:- :246 :242 :#8b949e :#656d76
        T b b:- b:- b:- b:- b:- b:-
        h b b:- b:- b:111 b:25 b:#79c0ff b:#0550ae
        k b :6 :4 :80 :24 :#56d4dd :#0b6c74
        l r r:6 r:4 r:73 r:24 r:#56a8b0 r:#0b6c74
        g - :2 - :77 :22 :#56d364 :#116329
        w b b:3 b:5 b:179 b:94 b:#e3b341 b:#8a5700
        C bu b:1 b:1 b:209 b:124 b:#ff7b72 b:#c01422
        b d d:- d:- :241 :246 :#5b6672 :#868f99
        1 - :2 :4 :71 :29 :#3fb950 :#2a9147
        2 - :6 :4 :75 :33 :#58a6ff :#0f7af0
        i u u:- u:- u:- u:- u:- u:-
        u u u:- u:- u:- u:- u:- u:-
        s r r:- r:- r:- r:- r:- r:-
        x br r:3 r:5 r:179 r:94 r:#e3b341 r:#8a5700
        X bru r:1 r:1 r:209 r:124 r:#ff7b72 r:#c01422
        """
}
