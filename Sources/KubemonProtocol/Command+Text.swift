import KubemonMetrics

/// Why a command was not understood, as one sentence for people.
public struct CommandError: Error, Equatable {
    /// What was wrong and what to do.
    public let sentence: String

    /// An error that says so.
    public init(_ sentence: String) { self.sentence = sentence }
}

extension Command {
    /// Most bytes of a command as typed.
    static let longest = 8192

    /// Reads a command as a user types it; the slash before it is optional, quotes keep words together, and within double
    /// quotes a backslash takes the next character as it is. The text of a marker needs no quotes.
    ///
    /// - Throws: ``CommandError``, which says what is wrong with it.
    public init(_ text: String) throws(CommandError) {
        guard text.utf8.count <= Self.longest else {
            throw CommandError("a command has \(Self.longest) bytes at most, and this one \(text.utf8.count)")
        }
        if let marker = try Self.marker(text) {
            self = .mark(marker)
            return
        }
        let words = try Self.words(of: text)
        guard let first = words.first else { throw CommandError("say a command; 'help' lists them") }
        let rest = Array(words.dropFirst())
        let verb = first.hasPrefix("/") ? String(first.dropFirst()) : first
        switch verb {
        case "instances": self = .instances
        case "stop":
            self = .stop(isCompressed: rest.first == "--gzip")
            guard rest.isEmpty || rest == ["--gzip"] else {
                throw CommandError(
                    "stop takes nothing after it but --gzip, and '\(rest.joined(separator: " "))' was given")
            }
            return
        case "status": self = .status
        case "daemons", "nodes": self = .daemons
        case "alive": self = .alive
        case "recordings", "list": self = .recordings
        case "help", "?": self = .help
        case "start":
            self = try Self.start(rest)
            return
        case "mark": throw CommandError("mark needs a text, as in: mark load test begins")
        case "forget":
            guard rest.count == 1, !rest[0].isEmpty else {
                throw CommandError("forget needs the name of one node, as in: forget n1")
            }
            self = .forget(rest[0])
            return
        case "sampling":
            guard rest.count == 1, let interval = Duration.nanoseconds(rest[0]), SlotGrid.allowed.contains(interval)
            else {
                throw CommandError("sampling needs a time from 0.1s to 1h, as in: sampling 2s")
            }
            self = .interval(interval)
            return
        default: throw CommandError("there is no command '\(verb)'; 'help' lists them")
        }
        guard rest.isEmpty else { throw CommandError("\(verb) takes nothing after it, but '\(rest[0])' was given") }
    }

    /// The text of a marker, as it was typed unless all of it stands in quotes; `nil` if this is another command, or there is
    /// no text.
    private static func marker(_ text: String) throws(CommandError) -> String? {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        let command = text.drop(while: isBlank)
        let verb = command.prefix { !isBlank($0) }
        guard verb == "mark" || verb == "/mark" else { return nil }
        let rest = String(command[verb.endIndex...].drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        let isQuoted = rest.hasPrefix("\"") || rest.hasPrefix("'")
        let words = isQuoted ? try words(of: rest) : []
        let marker = words.count == 1 ? words[0] : rest
        return marker.isEmpty ? nil : marker
    }

    private static func start(_ words: [String]) throws(CommandError) -> Command {
        var name: String?
        var options = StartOptions()
        var index = 0
        func value(of option: String) throws(CommandError) -> String {
            index += 1
            guard index < words.count else { throw CommandError("\(option) needs a value") }
            return words[index]
        }
        while index < words.count {
            switch words[index] {
            case "--note": options.note = try value(of: "--note")
            case "--kinds":
                options.kinds = try value(of: "--kinds").split(separator: ",").map(String.init)
                guard !options.kinds.isEmpty else {
                    throw CommandError("--kinds needs os, containers, processes, or several of them with commas")
                }
            case "--for":
                let text = try value(of: "--for")
                guard let duration = Duration.nanoseconds(text), duration > 0 else {
                    throw CommandError("--for needs a time such as 90s, 10m or 2h, not '\(text)'")
                }
                options.duration = duration
            case let word where word.hasPrefix("--"):
                throw CommandError("start has no option '\(word)'; it takes --note, --kinds and --for")
            case let word where name == nil: name = word
            case let word:
                throw CommandError(
                    "start takes one name, but '\(word)' was given after it; put quotes around a note")
            }
            index += 1
        }
        guard let name else { throw CommandError("start needs a name for the recording, as in: start run-001") }
        return .start(name: name, options: options)
    }

    /// How the command is typed.
    public var text: String {
        switch self {
        case .instances: "instances"
        case .stop(let isCompressed): isCompressed ? "stop --gzip" : "stop"
        case .status: "status"
        case .daemons: "daemons"
        case .alive: "alive"
        case .recordings: "recordings"
        case .help: "help"
        case .interval(let interval): "sampling " + Duration.text(interval)
        case .forget(let node): "forget " + Self.quoted(node)
        case .mark(let text): "mark " + Self.quoted(text)
        case .start(let name, let options):
            "start " + Self.quoted(name) + (options.note.isEmpty ? "" : " --note " + Self.quoted(options.note))
                + (options.kinds.isEmpty ? "" : " --kinds " + Self.quoted(options.kinds.joined(separator: ",")))
                + (options.duration.map { " --for " + Duration.text($0) } ?? "")
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func words(of text: String) throws(CommandError) -> [String] {
        var words: [String] = []
        var word = ""
        var isInWord = false
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word.append(character)
                isEscaped = false
            } else if let open = quote {
                if character == "\\", open == "\"" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                } else {
                    word.append(character)
                }
            } else if character == "\"" || (character == "'" && !isInWord) {
                quote = character
                isInWord = true
            } else if character == " " || character == "\t" {
                if isInWord { words.append(word) }
                (word, isInWord) = ("", false)
            } else {
                word.append(character)
                isInWord = true
            }
        }
        guard quote == nil else { throw CommandError("a quotation mark is not closed") }
        if isInWord { words.append(word) }
        return words
    }
}
