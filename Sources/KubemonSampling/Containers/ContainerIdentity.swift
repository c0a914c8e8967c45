/// Which container a cgroup path belongs to, told from the path alone.
///
/// Every runtime, cgroup driver and orchestrator writes the container's id into the path in its own way; this is the one
/// place that knows them.
public struct ContainerIdentity: Sendable, Hashable {
    /// `docker`, `containerd`, `crio`, `podman`, `buildkit`, `ecs`, `garden`, `lxc`, `nspawn`; `cri` for a container of a
    /// pod whose path does not name the runtime, `container` where nothing does.
    public let runtime: String
    /// Full id: 64 hex digits nearly everywhere; the name for runtimes without ids.
    public let id: String
    /// Path of the container's own cgroup: the whole path, or a part of it for a cgroup inside the container.
    public let cgroup: String
    /// Id of the pod with dashes; empty outside pods.
    public let podUID: String
    /// `guaranteed`, `burstable` or `besteffort`; empty outside pods.
    public let qos: String
    /// Id of the container around this one (a node of kind, Docker in Docker); empty if there is none.
    public let parentID: String

    /// What stands in ``runtime`` of a cgroup that belongs to no container.
    static let other = "other"

    /// What stands in the column `container_id` (R11): runtime and the first twelve digits of the id.
    public var shortID: String {
        runtime + ":" + (Self.isID(id[...]) ? id.prefix(12) : id[...])
    }

    /// A cgroup that belongs to no container; its path stands for an id.
    init(other path: String) {
        (runtime, id, cgroup) = (Self.other, String(path.drop { $0 == "/" }), path)
        (podUID, qos, parentID) = ("", "", "")
    }

    /// A container that only its runtime has told of.
    init(id: String, runtime: String, podUID: String) {
        (self.id, self.runtime, self.podUID) = (id, runtime, podUID)
        (cgroup, qos, parentID) = ("", "", "")
    }

    /// Reads `path`, which begins at the root of its hierarchy. `nil` if it belongs to no container.
    public init?(cgroupPath path: String) {
        let components = path.split(separator: "/")
        guard !components.contains(where: Self.isShadow) else { return nil }
        let names = components.indices.map { Self.container(components, at: $0) }
        guard var index = names.lastIndex(where: { $0 != nil }), let innermost = names[index] else { return nil }
        // A payload below its scope repeats the id; the scope counts the whole container.
        var runtime = innermost.runtime
        var outer = names[..<index].lastIndex { $0 != nil }
        while let next = outer, let name = names[next], name.id == innermost.id {
            (index, runtime) = (next, name.runtime)
            outer = names[..<next].lastIndex { $0 != nil }
        }
        id = innermost.id
        parentID = outer.flatMap { names[$0]?.id } ?? ""
        cgroup = components[...index].reduce(into: "") { $0 += "/" + $1 }
        let around = components[((outer ?? -1) + 1)...index]
        podUID = around.reversed().lazy.compactMap(PodComponent.uid).first ?? ""
        qos = podUID.isEmpty ? "" : PodComponent.qos(around)
        self.runtime = runtime == "container" && !podUID.isEmpty ? "cri" : runtime
    }

    /// Units that carry a container's id without being it: mounts, and the monitors of CRI-O, Podman and LXC.
    private static func isShadow(_ component: Substring) -> Bool {
        component.hasSuffix(".mount") || component.hasPrefix("crio-conmon-") || component.hasPrefix("libpod-conmon-")
            || component.hasPrefix("lxc.monitor.")
    }

    private static func container(_ components: [Substring], at index: Int) -> (runtime: String, id: String)? {
        var component = components[index]
        let parent = index > components.startIndex ? components[index - 1] : ""
        if let named = named(component, below: parent) { return named }
        if component.hasSuffix(".scope") { component = component.dropLast(6) }
        // kubelet with the systemd driver, containerd with the other: `<slice>:cri-containerd:<id>`
        let pieces = component.split(separator: ":", omittingEmptySubsequences: false)
        if pieces.count >= 2, let id = pieces.last, isID(id) {
            return (runtimes[String(pieces[pieces.count - 2])] ?? "container", String(id))
        }
        guard component.utf8.count >= 64 else { return nil }
        let id = component.suffix(64)
        guard isID(id) else { return nil }
        let prefix = component.dropLast(64)
        if prefix.isEmpty { return (directories[String(parent)] ?? "container", String(id)) }
        guard prefix.hasSuffix("-"), let runtime = runtimes[String(prefix.dropLast())] else { return nil }
        return (runtime, String(id))
    }

    /// Runtimes whose containers have names, or ids of another form.
    private static func named(_ component: Substring, below parent: Substring) -> (runtime: String, id: String)? {
        if component.hasPrefix("lxc.payload."), component.utf8.count > 12 {
            return ("lxc", String(component.dropFirst(12)))
        }
        if parent == "lxc" { return ("lxc", String(component)) }
        if component.hasPrefix("systemd-nspawn@"), component.hasSuffix(".service"), component.utf8.count > 23 {
            return ("nspawn", String(component.dropFirst(15).dropLast(8)))
        }
        if isECS(component) { return ("ecs", String(component)) }
        if parent == "garden", component.utf8.count == 36, PodComponent.isUID(component) {
            return ("garden", String(component))
        }
        return nil
    }

    /// `<32 hex digits>-<digits>`
    private static func isECS(_ component: Substring) -> Bool {
        let pieces = component.split(separator: "-", omittingEmptySubsequences: false)
        return pieces.count == 2 && pieces[0].utf8.count == 32 && isHex(pieces[0]) && !pieces[1].isEmpty
            && pieces[1].utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    private static func isID(_ text: Substring) -> Bool { text.utf8.count == 64 && isHex(text) }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
    }

    /// What stands before the id.
    private static let runtimes = [
        "docker": "docker", "cri-containerd": "containerd", "containerd": "containerd", "nerdctl": "containerd",
        "crio": "crio", "libpod": "podman", "libpod-payload": "podman", "buildkit": "buildkit",
    ]

    /// Directories in which ids stand bare.
    private static let directories = [
        "docker": "docker", "libpod_parent": "podman", "buildkit": "buildkit", "default": "containerd",
        "k8s.io": "containerd", "moby": "docker", "containerd": "containerd", "actions_job": "docker",
    ]
}
