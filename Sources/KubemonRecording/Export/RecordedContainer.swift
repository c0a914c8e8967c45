/// What `entities.csv` says of a container in the end: names may come long after the first row.
struct RecordedContainer {
    /// What stands in the column `container_id`.
    let id: String
    var namespace = ""
    var pod = ""
    var name = ""
    var labels: [String: String] = [:]

    /// Whether the user means it: by the beginning of its id, with or without the runtime, its full id, its name, or
    /// `namespace/pod/container`.
    func matches(_ text: String) -> Bool {
        let digits = id.firstIndex(of: ":").map { id[id.index(after: $0)...] } ?? id[...]
        if id.hasPrefix(text) || digits.hasPrefix(text) { return true }
        if digits.utf8.count >= 12, text.hasPrefix(digits) { return true }
        return !name.isEmpty && (text == name || text == "\(namespace)/\(pod)/\(name)")
    }
}
