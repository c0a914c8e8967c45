/// The labels of a container that are kept: few, short, and none that repeats what has a column of its own.
public enum LabelSelection {
    /// Most labels of one container.
    public static let most = 32
    /// Longest key and longest value, in bytes; longer ones are cut at a character's boundary.
    public static let longestText = 256

    /// Labels that say what other fields of a ``ContainerDescription`` say, or what only a runtime needs.
    private static let repeated: Set<String> = [
        "io.kubernetes.pod.name", "io.kubernetes.pod.namespace", "io.kubernetes.pod.uid",
        "io.kubernetes.container.name",
        "io.kubernetes.docker.type", "io.kubernetes.sandbox.id", "io.kubernetes.container.logpath",
    ]
    /// What people look for first.
    private static let first = ["com.docker.compose.project", "com.docker.compose.service"]

    /// The labels that are kept of `labels`: Compose's project and service, then the others by name.
    public static func kept(_ labels: [String: String]) -> [ContainerLabel] {
        let others = labels.keys.filter { key in
            !repeated.contains(key) && !key.hasPrefix("annotation.") && !first.contains(key)
        }
        let keys = first.filter { labels[$0] != nil } + others.sorted()
        return keys.prefix(most).map { key in
            ContainerLabel(key: key.cut(to: longestText), value: labels[key, default: ""].cut(to: longestText))
        }
    }
}

extension String {
    /// As many whole characters from the start as fit into `count` bytes.
    func cut(to count: Int) -> String {
        guard utf8.count > count else { return self }
        var (end, bytes) = (startIndex, 0)
        while end < endIndex {
            bytes += self[end].utf8.count
            guard bytes <= count else { break }
            end = index(after: end)
        }
        return String(self[..<end])
    }
}
