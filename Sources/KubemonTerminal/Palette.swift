import CNcurses
import KubemonScreen

/// How the styles look on this terminal.
struct Palette {
    /// Attributes and colour pair of one style.
    struct Look {
        var attributes: Int32 = 0
        var pair: Int16 = 0
    }

    private var looks: [Look]

    /// Colours of the 16 that every terminal lets its user choose; -1 is the terminal's own.
    private enum Colour: Int16 {
        case red = 1, green, yellow, blue, magenta, cyan
    }

    /// Defines the colour pairs; without colours, or with `mono`, only attributes are used.
    init(theme: TerminalOptions.Theme) {
        let count = theme == .mono ? 0 : kubemon_curses_colors()
        looks = Style.allCases.map {
            count < 8 ? Self.plainLook(of: $0) : Self.colourLook(of: $0, theme: theme, count: Int(count))
        }
        guard count >= 8 else { return }
        for (index, style) in Style.allCases.enumerated() {
            guard let colour = Self.colour(of: style, theme: theme, count: Int(count)) else { continue }
            kubemon_curses_pair(Int16(index + 1), colour, -1)
        }
    }

    subscript(style: Style) -> Look { looks[Int(style.rawValue)] }

    private static func plainLook(of style: Style) -> Look {
        let bold = Int32(KUBEMON_BOLD.rawValue)
        let reverse = Int32(KUBEMON_REVERSE.rawValue)
        switch style {
        case .plain, .good, .graph, .graphSecond: return Look()
        case .strong, .title, .heading, .key, .warning: return Look(attributes: bold)
        case .dim, .border: return Look(attributes: Int32(KUBEMON_DIM.rawValue))
        case .critical: return Look(attributes: bold | Int32(KUBEMON_UNDERLINE.rawValue))
        case .input, .button: return Look(attributes: Int32(KUBEMON_UNDERLINE.rawValue))
        case .keyLabel, .selected: return Look(attributes: reverse)
        case .selectedWarning, .selectedCritical: return Look(attributes: reverse | bold)
        }
    }

    private static func colourLook(of style: Style, theme: TerminalOptions.Theme, count: Int) -> Look {
        var look = plainLook(of: style)
        guard colour(of: style, theme: theme, count: count) != nil else { return look }
        look.pair = Int16(style.rawValue) + 1
        switch style {
        case .critical: look.attributes = Int32(KUBEMON_BOLD.rawValue)
        case .key: look.attributes = 0
        default: break
        }
        return look
    }

    private static func lightBlue(_ theme: TerminalOptions.Theme) -> Int16 { theme == .light ? 25 : 75 }

    /// `nil` keeps the terminal's own. Grey is an attribute, not a colour: the palette's grey is the ground of some themes.
    private static func colour(of style: Style, theme: TerminalOptions.Theme, count: Int) -> Int16? {
        switch style {
        case .heading:
            // The blue of the first eight can hardly be read on black.
            return count >= 256 ? lightBlue(theme) : nil
        case .key, .keyLabel: return Colour.cyan.rawValue
        case .good, .graph: return Colour.green.rawValue
        case .graphSecond: return count >= 256 ? lightBlue(theme) : Colour.blue.rawValue
        case .warning, .selectedWarning:
            // Yellow cannot be read on white; the cube of 256 colours has a dark orange.
            if theme == .light { return count >= 256 ? 130 : Colour.magenta.rawValue }
            return Colour.yellow.rawValue
        case .critical, .selectedCritical: return Colour.red.rawValue
        case .plain, .strong, .dim, .border, .title, .input, .button, .selected: return nil
        }
    }
}
