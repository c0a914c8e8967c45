import KubemonSampling

/// Paths of cgroups: whoever can make cgroups chooses them.
enum CgroupPath {
    static func run(_ bytes: [UInt8]) {
        let path = String(decoding: bytes, as: UTF8.self)
        guard let identity = ContainerIdentity(cgroupPath: path) else { return }
        precondition(!identity.id.isEmpty && !identity.runtime.isEmpty, "a container without id or runtime")
        precondition(identity.cgroup.utf8.first == UInt8(ascii: "/"), "a cgroup is an absolute path")
        // A cgroup inside the container's own belongs to the same container.
        let again = ContainerIdentity(cgroupPath: identity.cgroup)
        precondition(again?.id == identity.id, "the container's own cgroup is another container")
    }
}
