import KubemonMetrics
import KubemonRuntimes

/// Starts, stops, restarts and killed processes as events, and what runtimes announce.
struct ContainerLife {
    /// Containers whose cgroup is gone but whose exit code may still be announced; they have no rows.
    private struct Leaving {
        let container: Container
        var samples = 0
    }

    private struct Announced {
        var said: ContainerDescription
        /// When it started.
        let wall: UInt64
        var isOOMKilled = false
    }

    /// Samples that a stop waits for its exit code.
    private static let patience = 3
    private static let memory = 1000

    private let runtimes: (any RuntimeSource)?
    /// Whether containers are entities that events can be about.
    private let hasRows: Bool
    private var leaving: [Leaving] = []
    private var newborn: [Container] = []
    /// How many containers of each id there are, those that are leaving included.
    private var live: [String: Int] = [:]
    /// What containers of each runtime are called by their cgroups' paths, so that those without a cgroup get the same
    /// ``ContainerIdentity/shortID``.
    private var prefixes: [String: String] = [:]
    /// Ids, and pod ids with container names, of containers that ended; the newest last.
    private var past: RecentKeys
    /// Containers that a runtime has announced, but no cgroup has been seen of (yet), by their ids.
    private var announced: [String: Announced] = [:]

    init(runtimes: (any RuntimeSource)?, hasRows: Bool) {
        (self.runtimes, self.hasRows) = (runtimes, hasRows)
        past = RecentKeys(limit: Self.memory)
    }

    /// A container's cgroup was found.
    mutating func started(_ container: Container, _ context: inout SampleContext) {
        let identity = container.identity
        let known = announced.removeValue(forKey: identity.id)
        live[identity.id, default: 0] += 1
        if identity.runtime != ContainerIdentity.other {
            runtimes?.look(for: identity.id, runtime: identity.runtime, podUID: identity.podUID)
        }
        if let known { describe(container, known.said, &context) }
        // What ran before the monitor did not start now.
        if !container.isOld, container.entity > 0 { newborn.append(container) }
    }

    /// Reports the containers that were found at this sample, after those that are gone.
    mutating func reportStarts(_ context: inout SampleContext) {
        guard !newborn.isEmpty else { return }
        for container in newborn {
            let isRestart = past.contains(container.identity.id)
            context.journal.event(
                isRestart ? .containerRestarted : .containerStarted, entity: container.entity,
                container.name + (isRestart ? " restarted" : " started"))
        }
        newborn.removeAll(keepingCapacity: true)
    }

    /// A container's cgroup is gone.
    mutating func ended(_ container: Container, _ context: inout SampleContext) {
        past.insert(container.identity.id)
        if let key = Self.podKey(container) { past.insert(key) }
        guard container.entity > 0 else { return forget(container) }
        if !container.hasExitCode, runtimes?.announcesEnd(of: container.identity.id) == true {
            leaving.append(Leaving(container: container))
        } else {
            finish(container, &context)
        }
    }

    /// Reports stops whose exit code did not come.
    mutating func age(_ context: inout SampleContext) {
        guard !leaving.isEmpty else { return }
        for index in leaving.indices { leaving[index].samples += 1 }
        for old in leaving where old.samples > Self.patience { finish(old.container, &context) }
        leaving.removeAll { $0.samples > Self.patience }
    }

    private mutating func finish(_ container: Container, _ context: inout SampleContext) {
        // The kernel's own count is better, but gone with the cgroup if nobody read it in time.
        if container.isOOMKilledByRuntime, container.oomKills ?? 0 == 0 {
            reportOOMKill(container, &context)
        }
        let code = container.exitCode.map { ", exit code \($0)" } ?? ""
        context.journal.event(.containerStopped, entity: container.entity, container.name + " stopped" + code)
        context.journal.end(container.entity)
        forget(container)
    }

    /// The runtime need say nothing more of it, unless it runs again already.
    private mutating func forget(_ container: Container) {
        let id = container.identity.id
        let others = live[id, default: 1] - 1
        live[id] = others > 0 ? others : nil
        if others <= 0 { runtimes?.forget(id) }
    }

    /// Takes what the runtimes have said since the last call.
    mutating func takeNews(of containers: [Container], _ context: inout SampleContext) {
        guard let news = runtimes?.takeNews(), !news.isEmpty else { return }
        for item in news {
            switch item {
            case .described(let said):
                if let container = Self.find(said.id, in: containers) ?? leavingContainer(said.id) {
                    describe(container, said, &context)
                } else {
                    announced[said.id]?.said = said
                }
            case .started(let said, let wall):
                // One that has ended already is another run under the same id.
                guard hasRows, Self.find(said.id, in: containers)?.hasExitCode ?? true else { continue }
                if announced.count >= Self.memory, let oldest = announced.min(by: { $0.value.wall < $1.value.wall }) {
                    announced[oldest.key] = nil
                }
                announced[said.id] = Announced(said: said, wall: wall)
            case .ended(let id, let code, let wall):
                end(id, code, at: wall, containers, &context)
            case .oomKilled(let id, _):
                if announced[id] != nil {
                    announced[id]?.isOOMKilled = true
                } else {
                    (Self.find(id, in: containers) ?? leavingContainer(id))?.isOOMKilledByRuntime = true
                }
            case .trouble(let text):
                context.journal.event(.unreadable, text)
            }
        }
    }

    private mutating func end(
        _ id: String, _ code: Int32?, at wall: UInt64, _ containers: [Container], _ context: inout SampleContext
    ) {
        if let known = announced.removeValue(forKey: id) {
            reportShort(known, until: wall, code, &context)
        } else if let index = leaving.firstIndex(where: { $0.container.identity.id == id }) {
            let container = leaving.remove(at: index).container
            (container.exitCode, container.hasExitCode) = (code, true)
            finish(container, &context)
        } else if let container = Self.find(id, in: containers) {
            (container.exitCode, container.hasExitCode) = (code, true)
        }
    }

    /// A container that came and went between two samples: no row, but its events.
    private mutating func reportShort(
        _ known: Announced, until end: UInt64, _ code: Int32?, _ context: inout SampleContext
    ) {
        let said = known.said
        let runtime = prefixes[said.runtime] ?? said.runtime
        let identity = ContainerIdentity(id: said.id, runtime: runtime, podUID: said.podUID)
        let entity = context.journal.appear(.container, labels: []).number
        let container = Container(identity, inodes: [], entity: entity, isOld: false)
        container.description = said
        container.describe(&context.journal)
        let isRestart = past.contains(said.id)
        past.insert(said.id)
        context.journal.event(
            isRestart ? .containerRestarted : .containerStarted, entity: entity, at: known.wall,
            container.name + (isRestart ? " restarted" : " started"))
        if known.isOOMKilled { reportOOMKill(container, &context) }
        let text = container.name + " stopped between two samples" + (code.map { ", exit code \($0)" } ?? "")
        context.journal.event(.containerStopped, entity: entity, at: end, text)
        context.journal.end(entity)
    }

    private func reportOOMKill(_ container: Container, _ context: inout SampleContext) {
        let text = container.name + ": a process was killed for want of memory"
        context.journal.event(.oomKill, entity: container.entity, text)
    }

    private mutating func describe(
        _ container: Container, _ said: ContainerDescription, _ context: inout SampleContext
    ) {
        let wasNamed = container.description != nil
        guard container.description != said else { return }
        container.description = said
        prefixes[said.runtime] = container.identity.runtime
        guard container.entity > 0 else { return }
        container.describe(&context.journal)
        // Kubernetes restarts a container under a new id: only its name tells.
        if !wasNamed, !container.isOld, !past.contains(container.identity.id), let key = Self.podKey(container),
            past.contains(key)
        {
            context.journal.event(.containerRestarted, entity: container.entity, container.name + " restarted")
        }
    }

    private static func podKey(_ container: Container) -> String? {
        guard !container.identity.podUID.isEmpty, let name = container.description?.container, !name.isEmpty else {
            return nil
        }
        return container.identity.podUID + "/" + name
    }

    private func leavingContainer(_ id: String) -> Container? {
        leaving.first { $0.container.identity.id == id }?.container
    }

    private static func find(_ id: String, in containers: [Container]) -> Container? {
        containers.last { $0.identity.id == id && !$0.isGone }
    }
}
