import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The question where and how to record.
struct StartPrompt: Sendable {
    /// What can have the focus.
    enum Focus: Int, CaseIterable, Sendable {
        case directory, note, duration, machine, containers, processes, start, cancel

        /// The part of a recording that it switches.
        var part: RecordingPart? {
            switch self {
            case .machine: .machine
            case .containers: .containers
            case .processes: .processes
            case .directory, .note, .duration, .start, .cancel: nil
            }
        }
    }

    var directory: TextField
    /// Whether the directory is on another machine: then no paths are taken.
    let isElsewhere: Bool
    var note = TextField()
    var duration = TextField()
    var parts = Set(RecordingPart.allCases)
    var focus = Focus.directory
    /// What is known of the directory; `nil` until the answer is there.
    var check: DirectoryCheck?
    /// Candidates of the last completion.
    var candidates: [String] = []
    /// Why Enter did nothing; empty if all is well.
    var error = ""

    /// A prompt with the next free name.
    init(_ snapshot: FleetSnapshot) {
        isElsewhere = snapshot.origin.link != nil
        directory = TextField(suggestion: Self.nextName(snapshot.recordings.map(\.name)))
    }

    /// `run-042` if the greatest number in use is 41.
    static func nextName(_ names: [String]) -> String {
        let numbers = names.filter { $0.hasPrefix("run-") }.compactMap { UInt64($0.dropFirst(4)) }
        return "run-" + Format.padded((numbers.max() ?? 0) &+ 1, to: 3)
    }

    /// What is wrong with the name itself, whatever the file system says; empty if nothing is.
    func complaint(about text: String) -> String {
        if text.isEmpty { return "needs a name" }
        if text.contains("/"), isElsewhere { return "a name; only the collector's own console takes a path" }
        if text.hasPrefix("/") { return text.split(separator: "/").contains("..") ? "must not contain .." : "" }
        if text.contains("/") { return "a name, or a path from /" }
        if text.hasPrefix(".") { return "must not begin with a dot" }
        if text.count > 64 { return "must not be longer than 64 characters" }
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        return isPlain ? "" : "only A-Z a-z 0-9 . _ -"
    }

    /// Takes an answer if it is about the present text.
    mutating func take(_ answer: DirectoryCheck) {
        guard answer.text == directory.text else { return }
        if let common = Self.commonPrefix(answer.completions), common.count > answer.text.count {
            directory.text = common
            candidates = answer.completions.count > 1 ? answer.completions : []
            var completed = answer
            completed.text = common
            check = answer.completions.count == 1 ? nil : completed
            return
        }
        candidates = answer.completions.count > 1 ? answer.completions : []
        check = answer
    }

    static func commonPrefix(_ texts: [String]) -> String? {
        guard var prefix = texts.first else { return nil }
        for text in texts.dropFirst() {
            while !text.hasPrefix(prefix) { prefix.removeLast() }
        }
        return prefix
    }

    /// The effect that starts, or what is wrong in `error`.
    mutating func finish() -> Effect? {
        let path = directory.text
        error = complaint(about: path)
        if error.isEmpty, let check, check.text == path, check.verdict == .refused {
            error = check.message.isEmpty ? "cannot be used" : check.message
        }
        let span = duration.text.isEmpty ? nil : DurationText.parse(duration.text)
        if error.isEmpty, !duration.text.isEmpty, span == nil { error = "stop after: a time such as 90s, 10m, 1h30m" }
        if error.isEmpty, parts.isEmpty { error = "choose what to record" }
        guard error.isEmpty else { return nil }
        let chosen = RecordingPart.allCases.filter(parts.contains)
        return .startRecording(path: path, note: note.text, duration: span, parts: chosen)
    }

    mutating func moveFocus(_ step: Int) {
        let count = Focus.allCases.count
        focus = Focus(rawValue: (focus.rawValue + step + count) % count) ?? .directory
    }

    /// The expected nodes that are not connected.
    static func missingNodes(_ snapshot: FleetSnapshot) -> [String] {
        let connected = Set(snapshot.nodes.filter { $0.state != .lost }.map(\.name))
        let expected = Set(snapshot.collector.expectedNodes).union(snapshot.nodes.map(\.name))
        return expected.subtracting(connected).sorted()
    }
}
