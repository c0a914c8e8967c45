/// A window over the view that takes all keys.
enum Dialog: Sendable {
    /// Where and how to record.
    case start(StartPrompt)
    /// Whether to stop; Keep is focused at first.
    case stop(isKeepFocused: Bool)
    /// What to do with the running recording at the end of the program.
    case quit
    /// Text of a marker.
    case mark(TextField)
    /// The column to sort by.
    case sort(index: Int)
    /// How often the screen changes.
    case refresh(index: Int)
    /// All keys.
    case help(offset: Int)
    /// The settings.
    case setup(SetupState)
    /// An answer of several lines, or something else to read.
    case reply(title: String, lines: [String], offset: Int)

    /// Choices of the refresh dialog; 0 is with every sample.
    static let refreshChoices: [UInt64] = [0, 500_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000, 10_000_000_000]
}
