import KubemonMetrics
import Logging

/// Log lines with their time, one write each.
///
/// As text: `2026-11-22T14:02:31Z warning: message key=value`; as JSON: one object a line with `time`, `level`,
/// `message` and a field for each fact.
struct LineLog: LogHandler {
    let file: LogFile
    let isJSON: Bool
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(file: LogFile, isJSON: Bool) {
        self.file = file
        self.isJSON = isJSON
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { ($0, "\($1)") }
        let time = TimeOfDay.text(SystemTime().wall())
        file.write { lost in
            let facts = lost > 0 ? facts + [("lines_lost", "\(lost)")] : facts
            return isJSON
                ? Self.json([("time", time), ("level", "\(event.level)"), ("message", "\(event.message)")] + facts)
                : Self.text(time, event.level, "\(event.message)", facts)
        }
    }

    static func text(
        _ time: String, _ level: Logger.Level, _ message: String, _ facts: [(key: String, value: String)]
    ) -> String {
        let word = level >= .warning ? "\(level): " : ""
        let shown = facts.map {
            " \($0.key)=" + ($0.value.contains { " \"=".contains($0) } ? quoted($0.value) : $0.value)
        }
        // A line stays a line, whatever a peer called itself.
        return "\(time) \(word)\(message)\(shown.joined())".replacing("\n", with: " ") + "\n"
    }

    static func json(_ fields: [(key: String, value: String)]) -> String {
        "{" + fields.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",") + "}\n"
    }

    /// A JSON string (RFC 8259, section 7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
