/// The answer to a command.
public struct CommandReply: Sendable, Equatable {
    /// Text for people, or JSON if that was asked for.
    public var text: String
    /// The command was refused; ``text`` says why.
    public var failed: Bool
    /// The command is still being carried out: ``text`` says what it waits for, and another reply follows.
    public var isUnfinished: Bool

    /// Creates a reply.
    public init(_ text: String, failed: Bool = false, isUnfinished: Bool = false) {
        self.text = text
        self.failed = failed
        self.isUnfinished = isUnfinished
    }
}

extension Frame {
    /// A command, as a user would type it.
    public init(command: String, json: Bool) {
        var message = WireCommand()
        message.text = command
        message.json = json
        self.init(.command(message))
    }

    /// The answer to a command.
    public init(reply: CommandReply) {
        var message = WireReply()
        message.text = reply.text
        message.failed = reply.failed
        message.unfinished = reply.isUnfinished
        self.init(.reply(message))
    }

    /// The command that this frame is, or `nil`.
    public var command: (text: String, json: Bool)? {
        if case .command(let message) = wire.content {
            (WireText.cleaned(message.text, limit: 8192), message.json)
        } else {
            nil
        }
    }

    /// The reply that this frame is, or `nil`.
    public var reply: CommandReply? {
        guard case .reply(let message) = wire.content else { return nil }
        let text = WireText.cleaned(message.text, limit: Int(FrameCodec.maximumLength), keepsLines: true)
        return CommandReply(text, failed: message.failed, isUnfinished: message.unfinished)
    }
}
