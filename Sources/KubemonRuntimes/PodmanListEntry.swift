/// One container in Podman's own list, which names the pod that the Docker-compatible answers leave out.
struct PodmanListEntry: Decodable, Sendable {
    let id, pod, podName: String
    let isInfra: Bool

    private enum Keys: String, CodingKey {
        case id = "Id"
        case pod = "Pod"
        case podName = "PodName"
        case isInfra = "IsInfra"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        (id, pod, podName) = (fields.text(.id), fields.text(.pod), fields.text(.podName))
        isInfra = fields.flag(.isInfra)
    }

    /// Adds the pod to what is known.
    func complete(_ description: inout ContainerDescription) {
        guard id == description.id, !pod.isEmpty else { return }
        (description.pod, description.podUID, description.container) = (podName, pod, description.name)
        if isInfra { description.becomeSandbox() }
    }
}
