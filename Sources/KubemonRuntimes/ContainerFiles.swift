import FoundationEssentials

/// What files that runtimes leave on the machine say of containers, for where no socket answers.
struct ContainerFiles: Sendable {
    /// Longest file that is read, in bytes.
    private static let limit = 4 << 20
    /// Where containerd keeps its bundles: its own, Docker's older one, and the ones of Kubernetes distributions.
    private static let containerd = [
        "/run/containerd", "/run/docker/containerd/daemon", "/run/k3s/containerd", "/run/k0s/containerd",
        "/var/snap/microk8s/common/run/containerd",
    ]
    /// Where Podman and CRI-O keep theirs.
    private static let storage = ["/run/containers/storage", "/var/lib/containers/storage"]

    let root: String

    /// What is known of the container, or nil.
    func describe(_ id: String, runtime: String, podUID: String) -> Describer.Found? {
        if let description = fromDocker(id) ?? fromContainerd(id) ?? fromStorage(id) {
            return Describer.Found(description: description, quality: .file)
        }
        return fromLogs(id, runtime: runtime, podUID: podUID).map {
            Describer.Found(description: $0, quality: $0.container.isEmpty ? .podOnly : .file)
        }
    }

    private func fromDocker(_ id: String) -> ContainerDescription? {
        decode(EngineContainer.self, "/var/lib/docker/containers/\(id)/config.v2.json")?
            .description(of: id, runtime: "docker")
    }

    private func fromContainerd(_ id: String) -> ContainerDescription? {
        for state in Self.containerd {
            let tasks = state + "/io.containerd.runtime.v2.task"
            for namespace in Files.names(in: path(tasks)) {
                guard let bundle = decode(BundleConfig.self, "\(tasks)/\(namespace)/\(id)/config.json") else {
                    continue
                }
                return bundle.description(of: id, runtime: namespace == "moby" ? "docker" : "containerd")
            }
        }
        return nil
    }

    private func fromStorage(_ id: String) -> ContainerDescription? {
        for storage in Self.storage {
            let containers = storage + "/overlay-containers"
            guard let bundle = decode(BundleConfig.self, "\(containers)/\(id)/userdata/config.json") else { continue }
            return bundle.description(of: id, runtime: "crio") ?? fromList(id)
        }
        return nil
    }

    /// Podman's names stand only in the list of its storage.
    private func fromList(_ id: String) -> ContainerDescription? {
        for storage in Self.storage {
            for list in ["containers.json", "volatile-containers.json"] {
                let stored = decode([StoredContainer].self, "\(storage)/overlay-containers/\(list)")
                guard let entry = stored?.first(where: { $0.id == id }) else { continue }
                var description = ContainerDescription(id: id, runtime: "podman")
                (description.name, description.image) = (entry.name, entry.image)
                if entry.isInfra { description.becomeSandbox() }
                return description
            }
        }
        return nil
    }

    /// The kubelet's links to logs, `<pod>_<namespace>_<container>-<id>.log`, and its directories of logs,
    /// `<namespace>_<pod>_<uid>`.
    private func fromLogs(_ id: String, runtime: String, podUID: String) -> ContainerDescription? {
        guard !podUID.isEmpty else { return nil }
        var description = ContainerDescription(id: id, runtime: runtime)
        description.podUID = podUID
        let end = "-\(id).log"
        if let link = Files.names(in: path("/var/log/containers")).first(where: { $0.hasSuffix(end) }) {
            let parts = link.dropLast(end.count).split(separator: "_", maxSplits: 2).map(String.init)
            guard parts.count == 3 else { return nil }
            (description.pod, description.namespace, description.container) = (parts[0], parts[1], parts[2])
            return description
        }
        guard let directory = Files.names(in: path("/var/log/pods")).first(where: { $0.hasSuffix("_" + podUID) })
        else { return nil }
        let parts = directory.split(separator: "_").map(String.init)
        guard parts.count == 3 else { return nil }
        (description.namespace, description.pod) = (parts[0], parts[1])
        return description
    }

    private func path(_ path: String) -> String { Files.path(path, below: root) }

    private func decode<Value: Decodable>(_ type: Value.Type, _ path: String) -> Value? {
        Files.read(self.path(path), limit: Self.limit).flatMap { try? JSONDecoder().decode(type, from: $0) }
    }
}
