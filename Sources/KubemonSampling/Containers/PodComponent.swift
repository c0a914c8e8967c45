/// Reads the components of a cgroup path that the kubelet names.
enum PodComponent {
    /// The pod id in `pod<uid>`, `...-pod<uid_>.slice` or the colon form, with dashes; `nil` if there is none.
    static func uid(_ component: Substring) -> String? {
        var name = component.split(separator: ":").first ?? component
        if name.hasSuffix(".slice") { name = name.dropLast(6) }
        // Pods from files on the node have ids without dashes.
        for length in [36, 32] where name.utf8.count >= length + 3 {
            let uid = name.suffix(length)
            let prefix = name.dropLast(length)
            guard prefix.hasSuffix("pod"), isUID(uid) else { continue }
            guard prefix.utf8.count == 3 || prefix.hasSuffix("-pod") else { continue }
            return String(uid.map { $0 == "_" ? "-" : $0 })
        }
        return nil
    }

    /// Whether the text is 8-4-4-4-12 hex digits with dashes or underscores, or 32 hex digits.
    static func isUID(_ text: Substring) -> Bool {
        let isPlain = text.utf8.count == 32
        guard isPlain || text.utf8.count == 36 else { return false }
        return text.utf8.enumerated().allSatisfy { position, byte in
            if !isPlain, [8, 13, 18, 23].contains(position) { return byte == 0x2D || byte == 0x5F }
            return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66)
        }
    }

    /// The class that the components above a container of a pod name; the best one has no directory of its own.
    static func qos(_ components: ArraySlice<Substring>) -> String {
        for component in components {
            let words = component.split { $0 == "-" || $0 == "." || $0 == ":" }
            if words.contains("besteffort") { return "besteffort" }
            if words.contains("burstable") { return "burstable" }
        }
        return "guaranteed"
    }
}
