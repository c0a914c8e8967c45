extension ContainerDescription {
    /// Takes the orchestrator's names from labels that the kubelet gives to containers, or else from a name such as
    /// `k8s_<container>_<pod>_<namespace>_<uid>_<attempt>`, and keeps a selection of the labels.
    mutating func takePod(from labels: [String: String]) {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        if parts.count >= 6, parts[0] == "k8s" {
            (container, pod, namespace, podUID) = (parts[1], parts[2], parts[3], parts[4])
            // The kubelet starts a new container where a runtime would start the old one again, and counts in its name.
            restartCount = UInt64(parts[5]) ?? restartCount
        }
        if let text = labels["io.kubernetes.pod.name"] { pod = text }
        if let text = labels["io.kubernetes.pod.namespace"] { namespace = text }
        if let text = labels["io.kubernetes.pod.uid"] { podUID = text }
        if let text = labels["io.kubernetes.container.name"] { container = text }
        let restarts = "io.kubernetes.container.restartCount"
        if let text = labels[restarts] ?? labels["annotation." + restarts] {
            restartCount = UInt64(text) ?? restartCount
        }
        if labels["io.kubernetes.docker.type"] == "podsandbox" || container == "POD" { becomeSandbox() }
        self.labels = LabelSelection.kept(labels)
    }

    /// It holds a pod together and is no container of it.
    mutating func becomeSandbox() { (isSandbox, container) = (true, "") }

    /// Whether anything is known that the id does not say.
    var saysSomething: Bool { !name.isEmpty || !image.isEmpty || !pod.isEmpty || !labels.isEmpty }
}
