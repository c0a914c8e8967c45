import KubemonMetrics
import KubemonRuntimes

/// One container, as long as its cgroup exists, and what the sources keep for it.
///
/// A class, because all sources look at the same one; used by the sampler's thread only.
final class Container {
    let identity: ContainerIdentity
    /// Of its cgroup in each hierarchy, 0 where none is known: they are not made at one instant. Another cgroup under the
    /// same path is another container.
    private(set) var inodes: [UInt64]
    /// The first of them that was known.
    private let inode: UInt64
    /// The entity of its rows; 0 where containers get no rows.
    let entity: UInt32
    /// Whether it was there when the monitor started, so that nothing is known of its beginning.
    let isOld: Bool
    /// Its own cgroup and those below it that belong to no other container.
    var members: [CgroupMembers] = []
    /// Processes in ``members``, those of other pid namespaces too.
    private(set) var processCount = 0
    /// The container around it that is watched too.
    weak var parent: Container?

    /// What is known of it, as columns and labels.
    private(set) var labels: [Entity.Label]
    /// Grows whenever ``labels`` change.
    private(set) var labelVersion = 0
    /// The ``labelVersion`` that ``entity`` is described with.
    private var describedVersion = 0
    /// What its runtime says of it.
    var description: ContainerDescription? { didSet { relabel() } }
    /// When its first process started, as found first; empty until then.
    var start = "" { didSet { relabel() } }
    /// How much it may use, as last read.
    var limits = ContainerLimits() { didSet { relabel() } }

    /// Whether some of its processes belong to another pid namespace, so that nothing is known of them.
    var hasHiddenProcesses: Bool { members.contains { $0.hidden > 0 } }

    /// Whether its cgroup is gone; it gets a last row if it was read when it ended.
    var isGone = false
    /// The process that began it: the oldest one. 0 while there is none.
    var firstPid: UInt32 = 0 { didSet { if firstPid > 0, firstPid != oldValue { relabel() } } }
    /// When that one started, ticks since boot.
    var firstStart: UInt64 = 0
    /// Exit code that the runtime announced before the cgroup was gone.
    var exitCode: Int32?
    var hasExitCode = false
    /// Whether the runtime said that the kernel killed a process of it.
    var isOOMKilledByRuntime = false

    // For the source of container rows.
    var files: [KeptFile?] = []
    var plan = 0
    var samples: UInt64 = 0
    /// The row that was read when its first process ended.
    var lastRow: Table?
    var oomKills: UInt64?
    /// Those of the last sample.
    var newOOMKills: UInt64 = 0
    var io: [ContainerIOFile] = []
    var disks: [ContainerDisk] = []
    var network = ContainerNetworkState()

    init(_ identity: ContainerIdentity, inodes: [UInt64], entity: UInt32, isOld: Bool) {
        self.identity = identity
        self.inodes = inodes
        inode = inodes.first { $0 != 0 } ?? 0
        self.entity = entity
        self.isOld = isOld
        labels = []
        relabel()
    }

    /// Whether the cgroups found under its path are its own, as far as they are known; new ones are remembered.
    func isSame(inodes found: [UInt64]) -> Bool {
        // Gone from the first hierarchy that it was in: the others follow.
        if let first = inodes.first, first != 0, found.first == 0 { return false }
        var isKnown = false
        for (known, new) in zip(inodes, found) where known != 0 && new != 0 {
            guard known == new else { return false }
            isKnown = true
        }
        guard isKnown else { return false }
        for index in inodes.indices where inodes[index] == 0 { inodes[index] = found[index] }
        return true
    }

    /// Describes its entity anew if there is something new to say.
    func describe(_ journal: inout Journal) {
        guard entity > 0, describedVersion != labelVersion else { return }
        describedVersion = labelVersion
        journal.amend(entity, labels: labels)
    }

    private func relabel() {
        labels = Self.labels(identity, inode: inode, description) + limits.labels
        if !start.isEmpty { labels.append(Entity.Label("start", start)) }
        if firstPid > 0 { labels.append(Entity.Label("pid", String(firstPid))) }
        labelVersion += 1
    }

    /// Reads which processes are in its cgroups. Returns whether they are others than before.
    func updateMembers(_ context: inout SampleContext) -> Bool {
        var isChanged = false
        var count = 0
        for index in members.indices {
            if members[index].update(&context) { isChanged = true }
            count += members[index].pids.count + members[index].hidden
        }
        processCount = count
        return isChanged
    }

    /// Whether a process is in one of its cgroups.
    func holds(_ pid: UInt32) -> Bool {
        for index in members.indices where members[index].holds(pid) { return true }
        return false
    }

    /// What people call it: namespace, pod and container as far as they are known, else the short id.
    var name: String {
        let parts = ["namespace", "pod", "container"].map(label).filter { !$0.isEmpty }
        return parts.isEmpty ? identity.shortID : parts.joined(separator: "/")
    }

    /// The labels that stand in rows of its processes and disks too.
    ///
    /// - Parameter more: another label to be among them.
    func identityLabels(with more: String = "") -> [Entity.Label] {
        labels.filter { ["namespace", "pod", "container", "container_id", more].contains($0.key) }
    }

    private func label(_ key: String) -> String { labels.first { $0.key == key }?.value ?? "" }

    private static func labels(
        _ identity: ContainerIdentity, inode: UInt64, _ said: ContainerDescription?
    ) -> [Entity.Label] {
        let isSandbox = said?.isSandbox ?? false
        let name = said.map { $0.container.isEmpty ? $0.name : $0.container } ?? ""
        let known = [
            ("namespace", said?.namespace ?? ""), ("pod", said?.pod ?? ""),
            // As the kubelet's own containers are called elsewhere too.
            ("container", isSandbox ? "POD" : name),
            ("container_id", identity.shortID), ("id", identity.id), ("runtime", said?.runtime ?? identity.runtime),
            ("name", said?.name ?? ""), ("image", said?.image ?? ""), ("sandbox", isSandbox ? "yes" : ""),
            ("started", said?.started ?? ""), ("restarts", said?.restartCount.map { String($0) } ?? ""),
            ("cgroup", identity.cgroup), ("cgroup_inode", inode == 0 ? "" : String(inode)),
            ("pod_uid", identity.podUID.isEmpty ? said?.podUID ?? "" : identity.podUID),
            ("qos", identity.qos), ("parent_id", identity.parentID),
        ]
        let labels = known.filter { !$0.1.isEmpty }.map { Entity.Label($0.0, $0.1) }
        return labels + (said?.labels.map { Entity.Label("label." + $0.key, $0.value) } ?? [])
    }
}
