/// Cgroups with processes that belong to no container: services, sessions, the machine's own. Looked at on request only.
struct OtherCgroups {
    private struct Cgroup {
        let inode: UInt64
        let members: CgroupMembers
        /// Whether it has had a process and was handed out.
        var isKnown = false
        var isThere = true
    }

    private var cgroups: [String: Cgroup] = [:]

    /// Begins to look at the trees.
    mutating func begin() { for path in cgroups.keys { cgroups[path]?.isThere = false } }

    mutating func see(_ directory: CgroupTree.Directory, _ context: inout SampleContext) {
        if cgroups[directory.path]?.inode == directory.state.inode {
            cgroups[directory.path]?.isThere = true
        } else {
            let members = CgroupMembers(path: directory.path, directory: directory.fullPath, context: &context)
            cgroups[directory.path] = Cgroup(inode: directory.state.inode, members: members)
        }
    }

    /// Forgets what was not seen.
    mutating func end() { cgroups = cgroups.filter(\.value.isThere) }

    func isThere(_ path: String, inode: UInt64) -> Bool { cgroups[path]?.inode == inode }

    /// The cgroups that have a process for the first time, by path.
    mutating func update(_ context: inout SampleContext) -> [(members: CgroupMembers, inode: UInt64)] {
        var found: [(members: CgroupMembers, inode: UInt64)] = []
        for (path, cgroup) in cgroups where !cgroup.isKnown && cgroup.members.update(&context) {
            guard !cgroup.members.pids.isEmpty else { continue }
            cgroups[path]?.isKnown = true
            found.append((cgroup.members, cgroup.inode))
        }
        return found.isEmpty ? found : found.sorted { $0.members.path < $1.members.path }
    }
}
