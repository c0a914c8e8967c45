import FoundationEssentials

/// What the `config.json` of an OCI bundle says of its container in annotations.
struct BundleConfig: Decodable, Sendable {
    let annotations: [String: String]

    private enum Keys: String, CodingKey {
        case annotations
    }

    init(from decoder: any Decoder) throws {
        annotations = try decoder.container(keyedBy: Keys.self).texts(.annotations)
    }

    /// What it says, or nil if that is nothing.
    func description(of id: String, runtime: String) -> ContainerDescription? {
        var description = ContainerDescription(id: id, runtime: self.runtime ?? runtime)
        description.name = self["io.kubernetes.cri-o.Name"]
        description.image = self["io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName"]
        description.takePod(from: annotations)
        let labels = annotations["io.kubernetes.cri-o.Labels"].flatMap {
            try? JSONDecoder().decode(Texts.self, from: Data($0.utf8))
        }
        description.labels = LabelSelection.kept(labels?.values ?? [:])
        if let text = annotations["io.kubernetes.cri.sandbox-name"] { description.pod = text }
        if let text = annotations["io.kubernetes.cri.sandbox-namespace"] { description.namespace = text }
        if let text = annotations["io.kubernetes.cri.sandbox-uid"] { description.podUID = text }
        if let text = annotations["io.kubernetes.cri.container-name"] { description.container = text }
        if self["io.kubernetes.cri.container-type", "io.kubernetes.cri-o.ContainerType"] == "sandbox" {
            description.becomeSandbox()
        }
        return description.saysSomething ? description : nil
    }

    /// Who made the bundle, where it says so.
    private var runtime: String? {
        switch annotations["io.container.manager"] {
        case "libpod": "podman"
        case "cri-o": "crio"
        default: nil
        }
    }

    private subscript(keys: String...) -> String {
        (keys.lazy.compactMap { annotations[$0] }.first ?? "").cut(to: 1024)
    }
}
