import KubemonMetrics
import KubemonProcFS

/// Turns the kernel's count of processes killed for want of memory into events, one per kill.
struct OOMKills {
    /// A count that grew by more than this says so in one event.
    private static let eventLimit: UInt64 = 100

    private let column: Int?
    /// The hierarchy of v1 that counts for each cgroup alone; `nil` under v2, where the count of a container includes
    /// those of the containers inside it.
    private let directory: String?
    private var parser: FileParser?
    private var count = Table(columnCount: 1)

    init(_ schema: Schema, host: HostPaths, mounts: CgroupMounts, units: KernelUnits) {
        let column = schema.index(of: "memory_oom_kills")
        self.column = column
        let base = KernelFile.Base.cgroupV1(controller: "memory")
        directory = mounts.directory(of: base).map(host.file)
        count.appendRow(entity: 0)
        guard let column, let locator = schema.metrics[column].locators.first(where: { $0.file.base == base }) else {
            return
        }
        let target = Target(column: 0, locator: locator, encoding: schema.metrics[column].encoding)
        parser = FileParser(format: locator.file.format, targets: [target], units: units)
        path = "/" + locator.file.path
    }

    private var path = ""

    /// Adds the kills in cgroups inside the container's own to its count, where the kernel does not.
    mutating func addInner(of container: Container, to table: inout Table, row: Int, _ context: inout SampleContext) {
        guard let column, let directory, container.members.count > 1, let own = table[row, column] else { return }
        var sum = own
        for index in container.members.indices where container.members[index].path != container.identity.cgroup {
            let members = container.members[index]
            guard let file = members.killsFile(directory + members.path + path, &context),
                context.read(file) == .text
            else { continue }
            count[0, 0] = nil
            do throws(ParseError) {
                let text = context.buffer.bytes.span.extracting(0..<context.buffer.count)
                try parser?.parse(text, into: &count, row: 0)
            } catch {
                context.journal.malformed(file, error)
            }
            sum &+= count.raw(row: 0, column: 0)
        }
        table[row, column] = sum
    }

    /// Compares the counts in `table` with those before and reports what was added.
    func report(_ containers: [Container], _ table: Table, _ context: inout SampleContext) {
        guard let column else { return }
        var isQuiet = true
        for index in containers.indices {
            let container = containers[index]
            container.newOOMKills = 0
            guard let row = table.row(of: container.entity), let count = table[row, column] else { continue }
            // What happened before the monitor looked is no event.
            let before = container.oomKills ?? (container.isOld ? count : 0)
            container.oomKills = count
            guard count > before else { continue }
            container.newOOMKills = count - before
            isQuiet = false
        }
        guard !isQuiet else { return }
        for container in containers where container.newOOMKills > 0 {
            var kills = container.newOOMKills
            if directory == nil {
                for inner in containers where inner.parent === container { kills -= min(kills, inner.newOOMKills) }
            }
            emit(kills, of: container, &context)
        }
    }

    private func emit(_ kills: UInt64, of container: Container, _ context: inout SampleContext) {
        let text = container.name + ": a process was killed for want of memory"
        for _ in 0..<min(kills, Self.eventLimit) {
            context.journal.event(.oomKill, entity: container.entity, text)
        }
        if kills > Self.eventLimit {
            context.journal.event(.oomKill, entity: container.entity, text + "; \(kills) times in one interval")
        }
    }
}
