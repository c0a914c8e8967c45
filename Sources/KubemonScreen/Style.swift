/// What a cell means; which colours say so is decided where the cell is shown.
public enum Style: UInt8, CaseIterable, Sendable {
    /// Ordinary text.
    case plain
    /// Text that matters more than its neighbours.
    case strong
    /// Text that matters less: units, hints, old values.
    case dim
    /// The program's name, the name of what is shown.
    case title
    /// Column headers.
    case heading
    /// A key that can be pressed.
    case key
    /// The label of a key in the function bar.
    case keyLabel
    /// Normal and worth saying: recording, live.
    case good
    /// At or above 70 %, or something to look at.
    case warning
    /// At or above 90 %, or something is wrong.
    case critical
    /// Rules and frames.
    case border
    /// The first curve of a graph.
    case graph
    /// The second curve of a graph.
    case graphSecond
    /// Text that is being edited.
    case input
    /// A button that is not focused.
    case button
    /// The row the cursor is on, or the focused button.
    case selected
    /// A warning on the row the cursor is on.
    case selectedWarning
    /// Something wrong on the row the cursor is on.
    case selectedCritical

    /// The same meaning on the row the cursor is on.
    public var onSelection: Style {
        switch self {
        case .warning, .selectedWarning: .selectedWarning
        case .critical, .selectedCritical: .selectedCritical
        default: .selected
        }
    }

    /// A letter for snapshots of styles, unique among the cases.
    public var letter: Character {
        switch self {
        case .plain: "."
        case .strong: "S"
        case .dim: "d"
        case .title: "T"
        case .heading: "h"
        case .key: "k"
        case .keyLabel: "l"
        case .good: "g"
        case .warning: "w"
        case .critical: "C"
        case .border: "b"
        case .graph: "1"
        case .graphSecond: "2"
        case .input: "i"
        case .button: "u"
        case .selected: "s"
        case .selectedWarning: "x"
        case .selectedCritical: "X"
        }
    }

    /// The style of a share that is normal, high or nearly exhausted: below 70, below 90 and from 90 percent.
    public static func level(_ percent: Double, normal: Style = .plain) -> Style {
        percent >= 90 ? .critical : percent >= 70 ? .warning : normal
    }
}
