/// What the original called its files: class, address, machine, container and process.
struct OriginalNames {
    /// The longest name of a file that file systems take, in bytes.
    private static let longest = 255

    let index: EntityIndex

    /// The file of a machine.
    func file(_ type: String, node: String) -> String { begin(type, node) + "_0.csv" }

    /// The file of a container, or of one of its processes.
    ///
    /// - Parameter pid: of the process; `nil` stands for the container, of which the original wrote the first process.
    func file(_ type: String, node: String, container id: String, pid: String?) -> String {
        let key = EntityIndex.key(node: Array(node.utf8)[...], container: Array(id.utf8)[...])
        let container = index.containers[key] ?? RecordedContainer(id: id)
        let digits = String(id.split(separator: ":").last ?? "")
        let begin = begin(type, node)
        let end = "_" + Self.harmless(pid ?? container.labels["pid"] ?? digits, 63) + ".csv"
        let room = Self.longest - begin.utf8.count - 1 - end.utf8.count
        return begin + "_" + Self.harmless(Self.name(of: container), room) + end
    }

    /// The original wrote the machine's address. It is known only if the monitor connected while the recording ran.
    private func begin(_ type: String, _ node: String) -> String {
        let address = String((index.addresses[node] ?? node).map { $0 == "." || $0 == ":" ? "_" : $0 })
        return type + "_" + Self.harmless(address, 63) + "_" + Self.harmless(node, 63)
    }

    /// The name that Docker gives: that of a container of a pod is put together by kubelet.
    private static func name(of container: RecordedContainer) -> String {
        guard !container.name.isEmpty else { return container.id }
        guard !container.pod.isEmpty else { return container.name }
        let parts = ["k8s", container.name, container.pod, container.namespace, container.labels["pod_uid"] ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: "_")
    }

    /// A text from anywhere as a part of a file's name.
    private static func harmless(_ text: String, _ length: Int) -> String {
        String(
            text.unicodeScalars.prefix(length).map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "-": Character(scalar)
                default: "_"
                }
            })
    }
}
