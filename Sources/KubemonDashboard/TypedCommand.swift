/// One line of the keymap that has no key: a command that makes no sense without what is typed behind it, or an order to
/// the collector.
public struct TypedCommand: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// What stands behind it, in capitals; empty if nothing.
    public let argument: String
    /// What it does, in a few words.
    public let summary: String

    init(_ name: String, _ argument: String, _ summary: String) {
        (self.name, self.argument, self.summary) = (name, argument, summary)
    }

    /// As it is typed: `:window TIME`.
    public var usage: String { Self.usage(name, argument) }

    static func usage(_ name: String, _ argument: String) -> String {
        name.isEmpty ? "" : ":" + name + (argument.isEmpty ? "" : " " + argument)
    }
}
