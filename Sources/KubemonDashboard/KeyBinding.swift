public import KubemonScreen

/// One line of the keymap: an action, its keys, its command, and what help says of it.
public struct KeyBinding: Sendable, Hashable {
    /// Where help lists it.
    public enum Section: String, CaseIterable, Sendable {
        /// Moving and opening.
        case move = "Move and open"
        /// Finding and ordering.
        case find = "Find and order"
        /// Time.
        case time = "Time"
        /// Recording.
        case record = "Record"
        /// The program itself.
        case program = "Program"
    }

    /// What it does.
    public let action: Action
    /// The keys, the most familiar one first.
    public let keys: [Key]
    /// Name on the command line; empty if there is none.
    public let command: String
    /// What it does, in a few words.
    public let summary: String
    /// Where help lists it.
    public let section: Section
    /// Label in the function bar; empty if it is not there.
    public let label: String
    /// What may stand behind the command, in capitals, or as it is typed; empty if nothing.
    public let argument: String

    init(
        _ action: Action, _ keys: [Key], _ command: String, _ summary: String, _ section: Section, label: String = "",
        argument: String = ""
    ) {
        self.argument = argument
        self.action = action
        self.keys = keys
        self.command = command
        self.summary = summary
        self.section = section
        self.label = label
    }

    /// A binding without a command.
    init(_ action: Action, _ keys: [Key], _ summary: String, _ section: Section, label: String = "") {
        self.init(action, keys, "", summary, section, label: label)
    }

    /// The command as it is typed: `:goto TIME`; empty if there is none.
    public var usage: String { TypedCommand.usage(command, argument) }

    /// The keys as help prints them.
    public var keyNames: String { keys.map(\.name).joined(separator: " ") }
}
