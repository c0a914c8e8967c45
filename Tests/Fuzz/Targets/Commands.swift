import KubemonMetrics
import KubemonProtocol
import KubemonRecording

/// What users and peers type: commands, names of recordings, times.
enum Commands {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = Duration.nanoseconds(text)
        if let target = try? RecordingTarget(text, allowPath: false) {
            guard case .name(let name) = target else { preconditionFailure("a peer chose a path") }
            precondition(!name.text.contains("/") && !name.text.hasPrefix("."), "a name leads elsewhere")
        }
        guard let command = try? Command(text) else { return }
        precondition((try? Command(command.text)) == command, "a command is not understood as it was typed")
    }
}
