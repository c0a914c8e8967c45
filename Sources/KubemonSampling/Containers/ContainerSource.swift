import KubemonMetrics
import KubemonProcFS

/// The rows of the containers, found by their cgroups at every sample.
struct ContainerSource {
    private struct Container {
        let path: String
        let inode: UInt64
        let entity: UInt32
        let name: String
        /// One per candidate file.
        var files: [KeptFile?]
        var plan: Int
        var samples: UInt64 = 0
    }

    private let host: HostPaths
    private let mounts: CgroupMounts
    private let candidates: FileCandidates
    private var trees: [CgroupTree]
    /// In the order of their numbers.
    private var containers: [Container] = []
    /// One per layout of files that occurs on this machine.
    private var plans: [FilePlan] = []
    private var hasScanned = false

    init(schema: Schema, host: HostPaths, mounts: CgroupMounts, units: KernelUnits) {
        self.host = host
        self.mounts = mounts
        candidates = FileCandidates(schema, units: units)
        trees = mounts.searched.map { CgroupTree(mount: host.file($0)) }
    }

    mutating func sample(into table: inout Table, context: inout SampleContext) {
        var isChanged = false
        for index in trees.indices where trees[index].isChanged(context.files) {
            trees[index].rescan(&context)
            isChanged = true
        }
        if isChanged { reconcile(&context) }
        for index in containers.indices {
            let row = table.appendRow(entity: containers[index].entity)
            containers[index].samples += 1
            // A container's cgroups are not made at one instant, and a controller can be enabled later: look for files
            // that were missing after 2, 4, 8, ... samples.
            let age = containers[index].samples
            if age > 1, age & (age - 1) == 0, !plans[containers[index].plan].choice.isComplete {
                var container = containers[index]
                open(&container, &context)
                containers[index] = container
            }
            let plan = containers[index].plan
            if !plans[plan].sample(containers[index].files, into: &table, row: row, context: &context) {
                // Removed since the scan; the next one ends it.
                table.removeLastRow()
            }
        }
        hasScanned = true
    }

    /// Compares the containers in the trees with the remembered ones.
    private mutating func reconcile(_ context: inout SampleContext) {
        var seen: Set<String> = []
        var found: [(identity: ContainerIdentity, inode: UInt64)] = []
        for tree in trees {
            for directory in tree.directories where !directory.path.isEmpty {
                guard let identity = ContainerIdentity(cgroupPath: directory.path), identity.cgroup == directory.path,
                    seen.insert(directory.path).inserted
                else { continue }
                found.append((identity, directory.state.inode))
            }
        }
        let known = Dictionary(uniqueKeysWithValues: found.map { ($0.identity.cgroup, $0.inode) })
        containers.removeAll { container in
            guard known[container.path] != container.inode else { return false }
            context.journal.end(container.entity)
            context.journal.event(.containerStopped, entity: container.entity, "\(container.name) stopped")
            return true
        }
        let remembered = Set(containers.map(\.path))
        for (identity, inode) in found where !remembered.contains(identity.cgroup) {
            start(identity, inode: inode, &context)
        }
    }

    private mutating func start(_ identity: ContainerIdentity, inode: UInt64, _ context: inout SampleContext) {
        let entity = context.journal.appear(.container, labels: Self.labels(identity, inode: inode)).number
        // What ran before the monitor did not start now.
        if hasScanned {
            context.journal.event(.containerStarted, entity: entity, "\(identity.shortID) started")
        }
        var container = Container(
            path: identity.cgroup, inode: inode, entity: entity, name: identity.shortID,
            files: Array(repeating: nil, count: candidates.candidates.count), plan: 0)
        open(&container, &context)
        containers.append(container)
    }

    private static func labels(_ identity: ContainerIdentity, inode: UInt64) -> [Entity.Label] {
        let known = [
            ("container_id", identity.shortID), ("id", identity.id), ("runtime", identity.runtime),
            ("cgroup", identity.cgroup), ("cgroup_inode", String(inode)), ("pod_uid", identity.podUID),
            ("qos", identity.qos), ("parent_id", identity.parentID),
        ]
        return known.filter { !$0.1.isEmpty }.map { Entity.Label($0.0, $0.1) }
    }

    /// Opens the files that are not open yet and decides which are read.
    private mutating func open(_ container: inout Container, _ context: inout SampleContext) {
        for index in container.files.indices where container.files[index] == nil {
            guard let directory = directory(of: candidates.candidates[index].base) else { continue }
            container.files[index] = context.open(directory + container.path + "/" + candidates.candidates[index].path)
        }
        let choice = candidates.choose(container.files, context: &context)
        if let known = plans.firstIndex(where: { $0.choice == choice }) {
            container.plan = known
        } else {
            plans.append(FilePlan(candidates, choice: choice))
            container.plan = plans.count - 1
        }
        for index in container.files.indices where !choice.files.contains(index) { container.files[index] = nil }
    }

    private func directory(of base: KernelFile.Base) -> String? {
        switch base {
        case .cgroupV2: mounts.v2.isEmpty ? nil : host.file(mounts.v2)
        case .cgroupV1(let controller): mounts.v1[controller].map(host.file)
        case .proc, .process: nil
        }
    }
}
