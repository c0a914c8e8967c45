import Glibc
import KubemonScreen
import Testing

@testable import KubemonTerminal

/// How well colours can be told apart, 1 to 21, as WCAG 2 computes it: text needs 4.5, shapes and rules need 3.
@Suite("Contrast")
struct ContrastTests {
    private func luminance(_ colour: UInt32) -> Double {
        let parts = [colour >> 16, colour >> 8, colour].map { part in
            let part = Double(part & 0xFF) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func contrast(_ one: UInt32, _ other: UInt32) -> Double {
        let (first, second) = (luminance(one), luminance(other))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// A colour of the 256 behind the first 16.
    private func colour(ofCube index: Int) -> UInt32 {
        if index >= 232 { return UInt32(8 + 10 * (index - 232)) * 0x01_01_01 }
        let levels: [UInt32] = [0, 95, 135, 175, 215, 255]
        let place = index - 16
        return levels[place / 36] << 16 | levels[place / 6 % 6] << 8 | levels[place % 6]
    }

    @Test("the measure is that of WCAG: 21 between black and white, 1 between equals")
    func measure() {
        #expect(abs(contrast(0x00_00_00, 0xFF_FF_FF) - 21) < 0.001)
        #expect(contrast(0x12_34_56, 0x12_34_56) == 1)
        #expect(abs(contrast(0x77_77_77, 0xFF_FF_FF) - 4.48) < 0.01)
    }

    @Test("the pictures' colours can be read, each style on its ground", arguments: ["dark", "light", "mono"])
    func pictures(name: String) {
        let theme: ThemeColours = name == "dark" ? .dark : name == "light" ? .light : .mono
        for style in Style.allCases {
            let look = theme.look(of: style)
            #expect(contrast(look.text, look.ground ?? theme.ground) >= least(style), "\(style)")
        }
    }

    /// Beside the theme's own ground: black and Solarized's dark one, white and Solarized's cream.
    @Test(
        "true colours and the 256 next to them can be read on the grounds that terminals have",
        arguments: [
            (TerminalOptions.Theme.dark, UInt32(0x0F_14_19)), (.dark, 0x00_00_00), (.dark, 0x00_2B_36),
            (.light, 0xFF_FF_FF), (.light, 0xFD_F6_E3),
        ])
    func terminals(theme: TerminalOptions.Theme, ground: UInt32) {
        let own = theme == .dark ? ThemeColours.dark.ground : ThemeColours.light.ground
        for style in Style.allCases {
            // Frames are for the eye; on grounds of others they may be fainter.
            guard ground == own || style != .border else { continue }
            for count in [256, 1 << 24] {
                guard let number = Palette.colour(of: style, theme: theme, count: count) else { continue }
                let shown = count == 256 ? colour(ofCube: Int(number)) : UInt32(number)
                #expect(contrast(shown, ground) >= least(style), "\(style) of \(count)")
            }
        }
    }

    private func least(_ style: Style) -> Double {
        [.border, .graph, .graphSecond].contains(style) ? 3 : 4.5
    }

    /// Their users choose these eight, so less than for text is asked of them: of xterm's, and of the console of Linux.
    @Test(
        "the first eight colours can be read on black and on white",
        arguments: [TerminalOptions.Theme.dark, .light], ["xterm", "linux"])
    func firstEight(theme: TerminalOptions.Theme, terminal: String) {
        let colours: [UInt32] =
            terminal == "xterm"
            ? [0x00_00_00, 0xCD_00_00, 0x00_CD_00, 0xCD_CD_00, 0x00_00_EE, 0xCD_00_CD, 0x00_CD_CD, 0xE5_E5_E5]
            : [0x00_00_00, 0xAA_00_00, 0x00_AA_00, 0xAA_55_00, 0x00_00_AA, 0xAA_00_AA, 0x00_AA_AA, 0xAA_AA_AA]
        let own: UInt32 = theme == .dark ? 0x00_00_00 : 0xFF_FF_FF
        for style in Style.allCases {
            guard let colour = Palette.colour(of: style, theme: theme, count: 16) else { continue }
            // The console of Linux draws bold characters brighter.
            let isBold = Palette.look(of: style, theme: theme, count: 16).attributes & 1 != 0
            let bright: UInt32 = terminal == "linux" && theme == .dark && isBold ? 0x55_55_55 : 0
            let ground = Palette.ground(of: style, theme: theme, count: 16)
            let behind = ground < 0 ? own : colours[Int(ground)]
            #expect(contrast(colours[Int(colour)] | bright, behind) >= 3, "\(style)")
        }
    }
}
