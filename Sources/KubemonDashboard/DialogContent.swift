import KubemonScreen

/// The lines of a dialog.
struct DialogContent {
    /// One line.
    enum Line {
        case text(StyledText)
        case field(label: String, field: TextField, isFocused: Bool)
        case buttons([(label: String, isFocused: Bool)])
    }

    var title: String
    var width: Int
    var lines: [Line]
    /// The line that must be in sight.
    var focus = 0
}
