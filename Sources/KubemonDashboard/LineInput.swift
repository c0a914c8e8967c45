/// What is typed in the line above the function bar.
struct LineInput: Sendable {
    /// What the text is for.
    enum Purpose: Sendable {
        case filter
        case search
        case command
        case goto
    }

    var purpose: Purpose
    var field: TextField
    /// What is wrong with the text; empty if nothing is.
    var error = ""
    /// Text to return to when the input is given up.
    var before = ""
    /// Position in the history of commands, from the newest; -1 is the line being typed.
    var recall = -1
    /// Candidates of the last completion.
    var candidates: [String] = []

    /// What stands before the text.
    var label: String {
        switch purpose {
        case .filter: "filter: "
        case .search: "search: "
        case .command: ": "
        case .goto: "go to: "
        }
    }
}
