import KubemonMetrics
import KubemonRuntimes

/// The containers of the machine: found by their cgroups at every sample, named by what their runtimes say.
struct ContainerRegistry {
    /// In the order in which they were found; gone ones stay until ``sweep(_:)``.
    private(set) var containers: [Container] = []
    /// Whether containers came, went or were found to have other processes at the last ``update(_:)``.
    private(set) var isChanged = false
    /// The life of containers that are not there (any more).
    var life: ContainerLife

    private let host: HostPaths
    private let hasRows: Bool
    private var trees: [CgroupTree]
    private var others: OtherCgroups?
    private var hasScanned = false
    private var hasChanged = false
    /// Cgroups of containers that are gone, as long as they are there, per hierarchy.
    private var leftovers: [Set<UInt64>]
    /// Whether a container is gone and not swept yet.
    private(set) var hasGone = false

    /// - Parameter hasRows: whether containers are entities with rows, or only known for their processes.
    init(
        host: HostPaths, mounts: CgroupMounts, hasRows: Bool, includesEveryCgroup: Bool, runtimes: (any RuntimeSource)?
    ) {
        self.host = host
        self.hasRows = hasRows
        trees = mounts.searched.map { CgroupTree(mount: host.file($0)) }
        leftovers = trees.map { _ in [] }
        others = includesEveryCgroup ? OtherCgroups() : nil
        life = ContainerLife(runtimes: runtimes, hasRows: hasRows)
    }

    /// Finds containers and their processes.
    mutating func update(_ context: inout SampleContext) {
        isChanged = hasChanged
        hasChanged = false
        var isTreeChanged = false
        for index in trees.indices where trees[index].isChanged(context.files) {
            trees[index].rescan(&context)
            isTreeChanged = true
        }
        if isTreeChanged { reconcile(&context) }
        for index in containers.indices where !containers[index].isGone {
            if containers[index].updateMembers(&context) { isChanged = true }
        }
        if let found = others?.update(&context) {
            for members in found { start(ContainerIdentity(other: members.path), [members.inode], [members], &context) }
        }
        hasScanned = true
    }

    /// Other processes were found in a container between two samples.
    mutating func noteChange() { hasChanged = true }

    /// Forgets the containers that are gone, once their last rows are written.
    mutating func sweep(_ context: inout SampleContext) {
        guard hasGone else { return }
        hasGone = false
        containers.removeAll { container in
            guard container.isGone else { return false }
            life.ended(container, &context)
            return true
        }
    }

    /// Takes what the runtimes have said since the last call.
    mutating func takeNews(_ context: inout SampleContext) { life.takeNews(of: containers, &context) }

    /// Compares the containers in the trees with the remembered ones.
    private mutating func reconcile(_ context: inout SampleContext) {
        isChanged = true
        var found: [Found] = []
        var positions: [String: Int] = [:]
        var seen: Set<String> = []
        var names: Set<String> = []
        others?.begin()
        for (index, tree) in trees.enumerated() {
            for directory in tree.directories where !directory.path.isEmpty {
                guard seen.insert(directory.path).inserted else {
                    if let position = positions[directory.path], !isLeftover(directory, in: index) {
                        found[position].inodes[index] = directory.state.inode
                    }
                    continue
                }
                guard let identity = ContainerIdentity(cgroupPath: directory.path) else {
                    others?.see(directory, &context)
                    continue
                }
                if identity.cgroup == directory.path {
                    // A container has one path; where hierarchies differ, that of the first one counts.
                    let name = identity.id + "/" + identity.parentID
                    guard !isLeftover(directory, in: index), names.insert(name).inserted else { continue }
                    positions[directory.path] = found.count
                    found.append(Found(identity: identity, inodes: Array(repeating: 0, count: trees.count)))
                    found[found.count - 1].inodes[index] = directory.state.inode
                }
                if let position = positions[identity.cgroup] { found[position].directories.append(directory) }
            }
        }
        others?.end()
        merge(found, positions, &context)
        for index in trees.indices where !leftovers[index].isEmpty {
            leftovers[index].formIntersection(trees[index].directories.map(\.state.inode))
        }
        hasGone = containers.contains(where: \.isGone)
    }

    private func isLeftover(_ directory: CgroupTree.Directory, in tree: Int) -> Bool {
        leftovers[tree].contains(directory.state.inode)
    }

    private struct Found {
        let identity: ContainerIdentity
        /// Of its cgroup in each hierarchy; 0 where it has none (yet).
        var inodes: [UInt64]
        var directories: [CgroupTree.Directory] = []
    }

    private mutating func merge(_ found: [Found], _ positions: [String: Int], _ context: inout SampleContext) {
        var remembered: Set<String> = []
        for container in containers {
            if container.identity.runtime == ContainerIdentity.other {
                container.isGone = !(others?.isThere(container.members.first) ?? false)
                continue
            }
            guard let position = positions[container.identity.cgroup],
                container.isSame(inodes: found[position].inodes)
            else {
                // Its cgroups are not removed at one instant: what is left is no new container.
                for (index, inode) in container.inodes.enumerated() where inode != 0 { leftovers[index].insert(inode) }
                container.isGone = true
                continue
            }
            remembered.insert(container.identity.cgroup)
            follow(found[position].directories, of: container, &context)
        }
        for new in found where !remembered.contains(new.identity.cgroup) {
            let isLeft = new.inodes.enumerated().allSatisfy { $1 == 0 || leftovers[$0].contains($1) }
            if isLeft { continue }
            let members = new.directories.map { CgroupMembers($0, context: &context) }
            start(new.identity, new.inodes, members, &context)
        }
    }

    /// Brings the cgroups of a container in line with those that are there.
    private func follow(
        _ directories: [CgroupTree.Directory], of container: Container, _ context: inout SampleContext
    ) {
        let isSame = container.members.count == directories.count
        if isSame, zip(container.members, directories).allSatisfy({ $0.isOf($1) }) { return }
        let old = container.members
        container.members = directories.map { directory in
            old.first { $0.isOf(directory) } ?? CgroupMembers(directory, context: &context)
        }
    }

    private mutating func start(
        _ identity: ContainerIdentity, _ inodes: [UInt64], _ members: [CgroupMembers], _ context: inout SampleContext
    ) {
        let entity = hasRows ? context.journal.appear(.container, labels: []).number : 0
        let container = Container(identity, inodes: inodes, entity: entity, isOld: !hasScanned)
        container.describe(&context.journal)
        container.members = members
        if container.updateMembers(&context) { isChanged = true }
        container.parent = containers.last { $0.identity.id == identity.parentID && !$0.isGone }
        containers.append(container)
        life.started(container, &context)
    }
}
