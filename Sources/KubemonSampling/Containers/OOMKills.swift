import KubemonMetrics

/// Turns the kernel's count of processes killed for want of memory into events, one per kill.
struct OOMKills {
    /// A count that grew by more than this says so in one event.
    private static let eventLimit: UInt64 = 100

    private let column: Int?
    /// Whether the count of a container includes those of the containers inside it.
    private let isHierarchical: Bool

    init(_ schema: Schema, isHierarchical: Bool) {
        column = schema.index(of: "memory_oom_kills")
        self.isHierarchical = isHierarchical
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
            if isHierarchical {
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
