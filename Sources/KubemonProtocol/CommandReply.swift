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
    /// A command, as a user would type it. `id` comes back in the reply.
    public init(command: String, json: Bool, id: UInt32 = 0) {
        var message = WireCommand()
        message.text = command
        message.json = json
        message.id = id
        self.init(.command(message))
    }

    /// The answer to a command.
    public init(reply: CommandReply, id: UInt32 = 0) {
        var message = WireReply()
        message.text = reply.text
        message.failed = reply.failed
        message.id = id
        message.unfinished = reply.isUnfinished
        self.init(.reply(message))
    }

    /// The command that this frame is, or `nil`.
    public var command: (text: String, json: Bool)? {
        if case .command(let message) = wire.content {
            // Whole, whatever its length: half a command is another one.
            (WireText.cleaned(message.text, limit: Int(FrameCodec.maximumLength)), message.json)
        } else {
            nil
        }
    }

    /// What ties a command and its reply together; 0 for other frames.
    public var commandID: UInt32 {
        switch wire.content {
        case .command(let message): message.id
        case .reply(let message): message.id
        default: 0
        }
    }

    /// The reply that this frame is, or `nil`.
    public var reply: CommandReply? {
        guard case .reply(let message) = wire.content else { return nil }
        let text = WireText.cleaned(message.text, limit: Int(FrameCodec.maximumLength), keepsLines: true)
        return CommandReply(text, failed: message.failed, isUnfinished: message.unfinished)
    }
}
