import FoundationEssentials

/// Reports as JSON, keys in order.
enum ReportJSON {
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers and text only: nothing in them can fail.
        guard let data = try? encoder.encode(value) else { preconditionFailure("a report can't be encoded") }
        return String(decoding: data, as: UTF8.self)
    }
}
