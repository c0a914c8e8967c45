/// The colours of pictures.
enum SVGPalette {
    /// How one style looks.
    struct Colours {
        var text: String
        var ground: String?
        var isBold = false
    }

    static let ground = "#0f1419"

    static func colours(of style: Style) -> Colours {
        switch style {
        case .plain: Colours(text: "#c9d1d9")
        case .strong: Colours(text: "#f0f3f6", isBold: true)
        case .dim: Colours(text: "#768390")
        case .title: Colours(text: "#f0f3f6", isBold: true)
        case .heading: Colours(text: "#79c0ff", isBold: true)
        case .key: Colours(text: "#56d4dd")
        case .keyLabel: Colours(text: "#0f1419", ground: "#56a8b0")
        case .good: Colours(text: "#56d364")
        case .warning: Colours(text: "#e3b341", isBold: true)
        case .critical: Colours(text: "#ff7b72", isBold: true)
        case .border: Colours(text: "#3d4752")
        case .graph: Colours(text: "#3fb950")
        case .graphSecond: Colours(text: "#58a6ff")
        case .input: Colours(text: "#f0f3f6", ground: "#253040")
        case .button: Colours(text: "#c9d1d9", ground: "#2b323b")
        case .selected: Colours(text: "#0f1419", ground: "#c9d1d9")
        case .selectedWarning: Colours(text: "#0f1419", ground: "#e3b341", isBold: true)
        case .selectedCritical: Colours(text: "#0f1419", ground: "#ff7b72", isBold: true)
        }
    }
}
