import KubemonMetrics

/// Why a command was not understood, as one sentence for people.
struct CommandError: Error, Equatable {
    let sentence: String
}

extension Command {
    /// Reads a command as a user types it; the slash before it is optional, quotes keep words together.
    init(_ text: String) throws(CommandError) {
        let words = try Self.words(of: text)
        guard let first = words.first else { throw CommandError(sentence: "say a command; 'help' lists them") }
        let rest = Array(words.dropFirst())
        let verb = first.hasPrefix("/") ? String(first.dropFirst()) : first
        switch verb {
        case "instances": self = .instances
        case "stop": self = .stop
        case "status": self = .status
        case "daemons", "nodes": self = .daemons
        case "alive": self = .alive
        case "recordings", "list": self = .recordings
        case "help", "?": self = .help
        case "start":
            self = try Self.start(rest)
            return
        case "mark":
            guard !rest.isEmpty else { throw CommandError(sentence: "mark needs a text, as in: mark load test begins") }
            self = .mark(rest.joined(separator: " "))
            return
        case "interval":
            guard rest.count == 1, let interval = Duration.nanoseconds(rest[0]), SlotGrid.allowed.contains(interval) else {
                throw CommandError(sentence: "interval needs a time from 0.1s to 1h, as in: interval 2s")
            }
            self = .interval(interval)
            return
        default: throw CommandError(sentence: "there is no command '\(verb)'; 'help' lists them")
        }
        guard rest.isEmpty else { throw CommandError(sentence: "\(verb) takes nothing after it, but '\(rest[0])' was given") }
    }

    private static func start(_ words: [String]) throws(CommandError) -> Command {
        var name: String?
        var options = StartOptions()
        var index = 0
        func value(of option: String) throws(CommandError) -> String {
            index += 1
            guard index < words.count else { throw CommandError(sentence: "\(option) needs a value") }
            return words[index]
        }
        while index < words.count {
            switch words[index] {
            case "--note": options.note = try value(of: "--note")
            case "--kinds": options.kinds = try value(of: "--kinds").split(separator: ",").map(String.init)
            case "--for":
                let text = try value(of: "--for")
                guard let duration = Duration.nanoseconds(text), duration > 0 else {
                    throw CommandError(sentence: "--for needs a time such as 90s, 10m or 2h, not '\(text)'")
                }
                options.duration = duration
            case let word where word.hasPrefix("--"):
                throw CommandError(sentence: "start has no option '\(word)'; it takes --note, --kinds and --for")
            case let word where name == nil: name = word
            case let word:
                throw CommandError(
                    sentence: "start takes one name, but '\(word)' was given after it; put quotes around a note")
            }
            index += 1
        }
        guard let name else { throw CommandError(sentence: "start needs a name for the recording, as in: start run-001") }
        return .start(name: name, options: options)
    }

    private static func words(of text: String) throws(CommandError) -> [String] {
        var words: [String] = []
        var word = ""
        var isInWord = false
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
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
        guard quote == nil else { throw CommandError(sentence: "a quotation mark is not closed") }
        if isInWord { words.append(word) }
        return words
    }
}
