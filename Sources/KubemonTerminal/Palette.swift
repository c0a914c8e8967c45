import CNcurses
import KubemonScreen

/// How the styles look on this terminal.
struct Palette {
    /// Attributes and colour pair of one style.
    struct Look {
        var attributes: Int32 = 0
        var pair: Int32 = 0
    }

    private var looks: [Look]

    /// Colours of the 16 that every terminal lets its user choose; -1 is the terminal's own.
    private enum Colour: Int32 {
        case red = 1, green, yellow, blue, magenta, cyan, white
    }

    /// From this many on a colour is a number 0xRRGGBB.
    private static let direct = 1 << 24

    /// Defines the colour pairs; with fewer than eight `colours`, or with `mono`, only attributes are used.
    init(theme: TerminalOptions.Theme, colours: Int) {
        let count = theme == .mono ? 0 : colours
        looks = Style.allCases.map { Self.look(of: $0, theme: theme, count: count) }
        guard count >= 8 else { return }
        // A pair of its own for what has no colour: ncurses resets more than the colour on the way to the usual pair.
        kubemon_curses_pair(Self.plainPair, -1, -1)
        for style in Style.allCases {
            guard let colour = Self.colour(of: style, theme: theme, count: count) else { continue }
            kubemon_curses_pair(Self.pair(of: style), colour, Self.ground(of: style, theme: theme, count: count))
        }
    }

    subscript(style: Style) -> Look { looks[Int(style.rawValue)] }

    private static func pair(of style: Style) -> Int32 { Int32(style.rawValue) + 1 }
    private static let plainPair = Int32(Style.allCases.count) + 1

    /// Attributes and pair of a style where there are `count` colours.
    static func look(of style: Style, theme: TerminalOptions.Theme, count: Int) -> Look {
        count < 8 ? plainLook(of: style) : colourLook(of: style, theme: theme, count: count)
    }

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
        case .selectedWarning: return Look(attributes: reverse | bold)
        case .selectedCritical: return Look(attributes: reverse | bold | Int32(KUBEMON_UNDERLINE.rawValue))
        }
    }

    private static func colourLook(of style: Style, theme: TerminalOptions.Theme, count: Int) -> Look {
        var look = plainLook(of: style)
        look.pair = plainPair
        guard colour(of: style, theme: theme, count: count) != nil else { return look }
        look.pair = pair(of: style)
        switch style {
        case .critical: look.attributes = Int32(KUBEMON_BOLD.rawValue)
        case .selectedWarning, .selectedCritical: look.attributes = Int32(KUBEMON_REVERSE.rawValue)
        case .key, .dim, .border: look.attributes = 0
        default: break
        }
        return look
    }

    /// `nil` keeps the terminal's own. What is not one of the 16 has a colour of its own on each ground.
    static func colour(of style: Style, theme: TerminalOptions.Theme, count: Int) -> Int32? {
        switch style {
        case .plain, .strong, .title, .input, .button, .selected: return nil
        default: break
        }
        guard count >= 256 else { return basic(style, theme) }
        let colours = theme == .light ? ThemeColours.light : ThemeColours.dark
        let look = colours.look(of: style)
        // These are drawn in reverse.
        let colour = look.ground ?? look.text
        return Int32(count >= direct ? Int(colour) : ThemeColours.cube(colour))
    }

    /// Colour behind the characters, or before them where they are in reverse; -1 is the terminal's own.
    static func ground(of style: Style, theme: TerminalOptions.Theme, count: Int) -> Int32 {
        // Black on the red of the first eight can hardly be read.
        style == .selectedCritical && theme == .dark && count < 256 ? Colour.white.rawValue : -1
    }

    /// Grey is an attribute, not a colour: the palette's grey is the ground of some themes.
    private static func basic(_ style: Style, _ theme: TerminalOptions.Theme) -> Int32? {
        theme == .light ? basicOnLight(style) : basicOnDark(style)
    }

    /// The blue of the first eight can hardly be read on black.
    private static func basicOnDark(_ style: Style) -> Int32? {
        switch style {
        case .key, .keyLabel, .graphSecond: Colour.cyan.rawValue
        case .good, .graph: Colour.green.rawValue
        case .warning, .selectedWarning: Colour.yellow.rawValue
        case .critical, .selectedCritical: Colour.red.rawValue
        case .heading, .dim, .border, .plain, .strong, .title, .input, .button, .selected: nil
        }
    }

    /// Yellow, green and cyan cannot be read on white. What is as it should be can do without a colour.
    private static func basicOnLight(_ style: Style) -> Int32? {
        switch style {
        case .key, .keyLabel, .graph, .graphSecond: Colour.blue.rawValue
        case .warning, .selectedWarning: Colour.magenta.rawValue
        case .critical, .selectedCritical: Colour.red.rawValue
        case .good, .heading, .dim, .border, .plain, .strong, .title, .input, .button, .selected: nil
        }
    }
}
