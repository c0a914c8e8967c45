import Glibc
import KubemonDashboard
import KubemonProtocol
import KubemonScreen
import KubemonTerminal

/// Reads commands at a prompt: editing keys as in the console, history with the arrows, Tab completes.
///
/// Changes the terminal's modes while it reads a line, and only then.
public struct CommandPrompt {
    private static let prompt = ">>> "

    private var history: [String] = []
    private var decoder = KeyDecoder()

    /// A prompt without history.
    public init() {}

    /// Reads one line.
    ///
    /// - Returns: `nil` at Ctrl-D on an empty line, or when the terminal is gone.
    public mutating func readLine() -> String? {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return Swift.readLine() }
        var raw = modes
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) }
        var field = TextField()
        var recalled = history.count
        draw(field)
        while let key = nextKey() {
            switch key {
            case .enter:
                write("\r\n")
                if !field.text.isEmpty, field.text != history.last { history.append(field.text) }
                return field.text
            case .control("d") where field.text.isEmpty:
                write("\r\n")
                return nil
            case .control("c"):
                write("^C\r\n")
                field = TextField()
            case .up where recalled > 0:
                recalled -= 1
                field.text = history[recalled]
            case .down where recalled < history.count:
                recalled += 1
                field.text = recalled < history.count ? history[recalled] : ""
            case .tab: complete(&field)
            default: _ = field.handle(key)
            }
            draw(field)
        }
        return nil
    }

    private func complete(_ field: inout TextField) {
        let candidates = Command.completions(of: field.text)
        guard let first = candidates.first else { return }
        if candidates.count == 1 {
            field.text = first + " "
        } else {
            field.text = candidates.reduce(first) { common, next in common.commonPrefix(with: next) }
            write("\r\n" + candidates.joined(separator: "  ") + "\r\n")
        }
    }

    private func draw(_ field: TextField) {
        let column = Self.prompt.count + field.cursorColumn
        write("\r" + Self.prompt + field.text + "\u{1B}[K\r" + (column > 0 ? "\u{1B}[\(column)C" : ""))
    }

    private mutating func nextKey() -> Key? {
        while true {
            if let key = decoder.next() { return key }
            var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            let count = poll(&ready, 1, decoder.patience ?? -1)
            if count == 0, let key = decoder.expire() { return key }
            guard count > 0 else {
                if count == 0 || errno == EINTR { continue }
                return nil
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let length = read(STDIN_FILENO, &buffer, buffer.count)
            guard length > 0 else { return nil }
            decoder.feed(buffer.prefix(length))
        }
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
    }
}

extension String {
    /// What both begin with.
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
