import Glibc
public import KubemonMetrics
public import KubemonProcFS
public import KubemonRuntimes
public import KubemonSystem

/// Takes samples of one machine: reads the kernel's files and fills the tables of a tick.
///
/// One sampler belongs to one thread. Its tick is filled again in place at each sample, which allocates nothing as long
/// as nothing appears, disappears or fails; who keeps a copy of the tick makes the next sample allocate.
public final class Sampler {
    /// What does not change while the machine runs. ``NodeFacts/version`` is left to the caller.
    public let facts: NodeFacts
    /// What is sampled.
    public let selection: Selection
    /// The newest sample. The table of the monitor itself stays empty; who runs the sampler fills it.
    public var tick: Tick
    /// Monotonic time at which each kind was last read, 0 if never.
    private var lastRead: [UInt64]

    private let time: any TimeSource
    private var context: SampleContext
    private var node: NodeSource?
    private var disks: DeviceSource?
    private var interfaces: DeviceSource?
    private var registry: ContainerRegistry?
    private var containers: ContainerSource?
    private var processes: ProcessSource?
    private let firstProcesses: FirstProcesses?
    private let news: Wakeup?

    /// Prepares to sample a machine: finds out which files exist and opens them.
    ///
    /// - Parameters:
    ///   - root: directory that has the machine's `proc`, `sys` and `etc`: `/`, or a mount of them such as `/host`.
    ///   - units: the machine's units; those of this kernel unless a test says otherwise.
    ///   - schemas: the columns of the tables, in the order of `EntityKind.allCases`.
    ///   - runtimes: who names containers; without it they go by their ids.
    ///   - news: signalled when `runtimes` has something to say.
    ///   - descriptorLimit: how many files may be open; `nil` takes the process's limit.
    /// - Throws: ``SamplerError/noProc(errno:)`` if there is nothing to read.
    public init(
        root: String = "/", selection: Selection = Selection(.all), time: any TimeSource = SystemTime(),
        files: any FileSource = SystemFiles(), units: KernelUnits = .current, schemas: [Schema] = Schema.all,
        runtimes: (any RuntimeSource)? = nil, news: Wakeup? = nil, descriptorLimit: Int? = nil
    ) throws(SamplerError) {
        let host = HostPaths(root: root)
        do throws(FileError) {
            _ = try files.open(host.file("/proc/stat"))
        } catch {
            throw .noProc(errno: error.errno)
        }
        var context = SampleContext(
            files: files, units: units, descriptorLimit: descriptorLimit ?? DescriptorLimit.current)
        context.journal.begin(wall: time.wall())
        let mounts = CgroupMounts(mountinfo: context.text(of: host.proc("self/mountinfo")))
        facts = FactsReader.read(host, cgroup: mounts.mode, context: &context)
        func schema(_ kind: EntityKind) -> Schema? {
            selection.contains(kind) ? schemas.first { $0.kind == kind && $0.count > 0 } : nil
        }
        func devices(_ kind: EntityKind) -> DeviceSource? {
            guard let schema = schema(kind) else { return nil }
            let classifier = DeviceClassifier(kind: kind, host: host, selection: selection)
            return DeviceSource(schema: schema, classifier: classifier, host: host, context: &context)
        }
        node = schema(.node).map { NodeSource(schema: $0, host: host, context: &context) }
        disks = devices(.disk)
        interfaces = devices(.interface)
        if let schema = schema(.container) {
            let disks = schemas.first { $0.kind == .containerDisk } ?? Schema(kind: .containerDisk, metrics: [])
            containers = ContainerSource(schema: schema, disks: disks, host: host, mounts: mounts, units: units)
        }
        if let schema = schema(.process) {
            processes = ProcessSource(
                schema: schema, host: host, selection: selection, bootTime: facts.bootTime, context: &context)
        }
        if containers != nil || processes != nil {
            registry = ContainerRegistry(
                host: host, mounts: mounts, hasRows: containers != nil,
                includesEveryCgroup: selection.includesEveryCgroup, runtimes: runtimes)
        }
        firstProcesses =
            registry == nil
            ? nil
            : FirstProcesses(
                host: host, exits: ExitWatch(news: news?.descriptor), bootTime: facts.bootTime, files: files)
        self.news = news
        tick = Tick()
        tick.tables = schemas.map { Table(columnCount: $0.count) }
        lastRead = Array(repeating: 0, count: EntityKind.allCases.count)
        self.selection = selection
        self.time = time
        self.context = context
        isFresh = true
    }

    /// Whether what `init` reported still waits for the first sample.
    private var isFresh: Bool

    /// Entities that appeared at the last sample, in the order of their numbers.
    public var appeared: [Entity] { context.journal.appeared }
    /// Numbers of the entities that ended at the last sample: they have no rows any more.
    public var ended: [UInt32] { context.journal.ended }
    /// What happened at the last sample: containers that started or stopped, files that can't be read, each once.
    public var events: [Event] { context.journal.events }
    /// Files that could not be understood, summed over all samples; one per file and sample.
    public var parseErrors: UInt64 { context.journal.parseErrors }
    /// All entities alive, in the order of their numbers.
    public var entities: [Entity] { context.journal.alive }

    /// Describes an entity that is not found in files, such as the monitor itself, with the next number.
    ///
    /// Called before the first sample, that sample reports it in ``Sampler/appeared``; later it is the caller's to report.
    public func assign(_ kind: EntityKind, labels: [Entity.Label] = []) -> Entity {
        context.journal.appear(kind, labels: labels)
    }

    /// Takes a sample for `slot` (0 for the extra one at start) and replaces ``Sampler/tick`` and the reports by it.
    public func sample(slot: UInt64) {
        let start = time.monotonic()
        tick.slot = slot
        tick.wall = time.wall()
        tick.monotonic = start
        // What was found while the files were opened is reported with the first sample.
        if !isFresh { context.journal.begin(wall: tick.wall) }
        isFresh = false
        for index in tick.tables.indices { tick.tables[index].removeAll() }
        for index in selection.kinds.indices {
            let kind = selection.kinds[index].index
            tick.intervals[kind] = lastRead[kind] == 0 || lastRead[kind] >= start ? 0 : start - lastRead[kind]
            lastRead[kind] = start
        }
        node?.sample(into: &tick.tables[EntityKind.node.index], context: &context)
        disks?.sample(into: &tick.tables[EntityKind.disk.index], context: &context)
        interfaces?.sample(into: &tick.tables[EntityKind.interface.index], context: &context)
        sampleContainers()
        let end = time.monotonic()
        tick.readDuration = end > start ? end - start : 0
    }

    private func sampleContainers() {
        guard registry != nil else { return }
        processes?.list(&context)
        registry?.update(&context)
        _ = news?.drain()
        registry?.takeNews(&context)
        guard let found = registry?.containers, let isChanged = registry?.isChanged else { return }
        if containers != nil { firstProcesses?.update(found, &context) }
        if containers != nil {
            var rows = Table(columnCount: 0)
            var disks = Table(columnCount: 0)
            // Moved out and in: two tables of the tick can't be changed at once.
            swap(&rows, &tick.tables[EntityKind.container.index])
            swap(&disks, &tick.tables[EntityKind.containerDisk.index])
            containers?.sample(found, isChanged: isChanged, into: &rows, disks: &disks, &context)
            swap(&rows, &tick.tables[EntityKind.container.index])
            swap(&disks, &tick.tables[EntityKind.containerDisk.index])
        }
        processes?.sample(
            found, isChanged: isChanged, into: &tick.tables[EntityKind.process.index], &context)
        if registry?.hasGone == true { containers?.sweep(&context) }
        registry?.sweep(&context)
        registry?.life.age(&context)
        registry?.life.reportStarts(&context)
    }

    /// Readable while there is something to do between two samples: call ``Sampler/attend()`` then. -1 if there never is.
    public var attention: Int32 { firstProcesses?.descriptor ?? -1 }

    /// Does what can't wait for the next sample: reads containers whose first process has ended before their cgroups are
    /// removed, and takes what runtimes say. ``Sampler/appeared``, ``Sampler/ended`` and ``Sampler/events`` then tell of
    /// this call.
    public func attend() {
        guard !isFresh else { return }
        context.journal.begin(wall: time.wall())
        _ = news?.drain()
        while let container = firstProcesses?.next() {
            containers?.readLast(
                container, columns: tick.tables[EntityKind.container.index].columnCount, &context)
            // A runtime's own process is the first one in a cgroup for a moment: then the next one is waited for.
            if container.updateMembers(&context) || container.processCount > 0 { registry?.noteChange() }
            firstProcesses?.update([container], &context)
        }
        registry?.takeNews(&context)
    }

    /// The files that every sample of the machine itself reads, in order; for the benchmark.
    package var machineFiles: [String] {
        (node?.openPaths ?? []) + [disks?.openPath, interfaces?.openPath].compactMap(\.self)
    }

    /// The files of containers and processes that every sample reads, in about that order; for the benchmark.
    package var containerFiles: [String] {
        let found = registry?.containers ?? []
        return found.flatMap { container in
            container.members.compactMap(\.openPath) + (containers?.openPaths(of: container) ?? [])
        } + (processes?.openPaths ?? [])
    }
}

extension KernelUnits {
    /// The units of the kernel that this process runs on.
    public static var current: KernelUnits {
        KernelUnits(
            ticksPerSecond: UInt64(max(0, sysconf(Int32(_SC_CLK_TCK)))),
            pageSize: UInt64(max(0, sysconf(Int32(_SC_PAGESIZE)))))
    }
}
