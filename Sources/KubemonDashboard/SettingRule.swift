import KubemonScreen

/// What a setting may be.
enum SettingRule: Sendable {
    /// One of these words.
    case choice([String])
    /// A share from 1 to 100 %, or `off`.
    case percent
    /// Bytes, or `off`.
    case bytes
    /// A stretch of time from `least` to `most`, ns, or a word that stands for none.
    case time(least: UInt64, most: UInt64, word: String?)

    /// In words, for messages and the documentation.
    var allowed: String {
        switch self {
        case .choice(let words): Self.list(words)
        case .percent: "a percentage from 1 to 100, or off"
        case .bytes: "a size such as 500M or 2G, or off"
        case .time(let least, let most, let word):
            "a time from \(Format.interval(least)) to \(Format.interval(most))" + (word.map { ", or " + $0 } ?? "")
        }
    }

    /// The text in the form that is kept, or `nil` if it is not allowed.
    func accepted(_ text: String) -> String? {
        let text = text.trimmed.lowercased()
        switch self {
        case .choice(let words): return words.contains(text) ? text : nil
        case .percent:
            if text == "off" { return text }
            let digits = text.hasSuffix("%") ? text.dropLast() : Substring(text)
            guard let number = Double(String(digits).trimmed), (1...100).contains(number) else { return nil }
            return Format.decimal(number, digits: number == number.rounded() ? 0 : 1)
        case .bytes:
            if text == "off" { return text }
            guard let number = Filter.number(Substring(text)), number >= 1, number < 1e18 else { return nil }
            return text.uppercased()
        case .time(let least, let most, let word):
            if text == word { return text }
            guard let time = DurationText.parse(text), (least...most).contains(time) else { return nil }
            return text
        }
    }

    /// The value `step` places further, for keys that change without typing.
    func neighbour(of value: String, _ step: Int) -> String {
        let choices = steps
        guard let index = choices.firstIndex(of: value) else {
            // A value of the user's own: the nearest step in that direction.
            let rank = rank(value)
            let next = step > 0 ? choices.first { self.rank($0) > rank } : choices.last { self.rank($0) < rank }
            return next ?? choices[0]
        }
        return choices[(index + step + choices.count) % choices.count]
    }

    private var steps: [String] {
        switch self {
        case .choice(let words): words
        case .percent: ["off", "5", "10", "25", "40", "50", "60", "70", "75", "80", "85", "90", "95", "99", "100"]
        case .bytes: ["off", "100M", "200M", "500M", "1G", "2G", "5G", "10G", "20G", "50G", "100G"]
        case .time(let least, let most, let word):
            (word.map { [$0] } ?? [])
                + ["0.1s", "0.5s", "1s", "2s", "5s", "10s", "30s", "1m", "2m", "5m", "10m", "15m", "30m", "1h", "24h"]
                .filter { DurationText.parse($0).map { (least...most).contains($0) } ?? false }
        }
    }

    private func rank(_ value: String) -> Double {
        switch self {
        case .choice: 0
        case .percent, .bytes: Filter.number(Substring(value)) ?? 0
        case .time: DurationText.parse(value).map { Double($0) } ?? 0
        }
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
