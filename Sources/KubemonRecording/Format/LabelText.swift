import KubemonMetrics

/// The labels of an entity as one cell: a JSON object in their order, which every language reads.
enum LabelText {
    /// The object of those labels of `entity` that are no identity column; empty if there are none.
    static func text(of entity: Entity) -> String {
        let identity = entity.kind.identity
        let labels = entity.labels.filter { !identity.contains($0.key) }
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { quoted($0.key) + ":" + quoted($0.value) }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
