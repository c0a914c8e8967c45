/// Cgroups with processes that belong to no container: services, sessions, the machine's own. Looked at on request only.
struct OtherCgroups {
    private struct Cgroup {
        let members: CgroupMembers
        /// Whether it has had a process and was handed out.
        var isKnown = false
        var isThere = true
    }

    private var cgroups: [String: Cgroup] = [:]

    /// Begins to look at the trees.
    mutating func begin() { for path in cgroups.keys { cgroups[path]?.isThere = false } }

    mutating func see(_ directory: CgroupTree.Directory, _ context: inout SampleContext) {
        if cgroups[directory.path]?.members.isOf(directory) == true {
            cgroups[directory.path]?.isThere = true
        } else {
            cgroups[directory.path] = Cgroup(members: CgroupMembers(directory, context: &context))
        }
    }

    /// Forgets what was not seen.
    mutating func end() { cgroups = cgroups.filter(\.value.isThere) }

    func isThere(_ members: CgroupMembers?) -> Bool {
        members.map { cgroups[$0.path]?.members === $0 } ?? false
    }

    /// The cgroups that have a process for the first time, by path.
    mutating func update(_ context: inout SampleContext) -> [CgroupMembers] {
        var found: [CgroupMembers] = []
        for (path, cgroup) in cgroups where !cgroup.isKnown && cgroup.members.update(&context) {
            guard !cgroup.members.pids.isEmpty else { continue }
            cgroups[path]?.isKnown = true
            found.append(cgroup.members)
        }
        return found.isEmpty ? found : found.sorted { $0.path < $1.path }
    }
}
