import KubemonMetrics
import KubemonRuntimes

/// Starts, stops, restarts and killed processes as events, and what runtimes announce.
struct ContainerLife {
    /// Containers whose cgroup is gone but whose exit code may still be announced; they have no rows.
    private struct Leaving {
        let container: Container
        var samples = 0
    }

    /// A container that came and went between two samples, and has no name yet.
    private struct Short {
        let id: String
        let begin, end: UInt64
        let exitCode: Int32?
        var samples = 0
    }

    /// Samples that a stop waits for its exit code, and one that no sample saw for its name.
    private static let patience = 3
    private static let memory = 1000

    private let runtimes: (any RuntimeSource)?
    private var leaving: [Leaving] = []
    private var shorts: [Short] = []
    private var newborn: [Container] = []
    /// Ids, and pod ids with container names, of containers that ended; the newest last.
    private var past: RecentKeys
    /// What is known of containers that no cgroup has been seen of (yet).
    private var descriptions: [String: ContainerDescription] = [:]
    private var announced: [String: UInt64] = [:]
    /// How many containers of each id the runtimes were asked for: a restarted one stands beside the one that ended.
    private var asked: [String: Int] = [:]

    init(runtimes: (any RuntimeSource)?) {
        self.runtimes = runtimes
        past = RecentKeys(limit: Self.memory)
    }

    /// A container's cgroup was found.
    mutating func started(_ container: Container, _ context: inout SampleContext) {
        let identity = container.identity
        announced[identity.id] = nil
        if identity.runtime != ContainerIdentity.other {
            asked[identity.id, default: 0] += 1
            runtimes?.look(for: identity.id, runtime: identity.runtime, podUID: identity.podUID)
        }
        if let known = descriptions.removeValue(forKey: identity.id) { describe(container, known, &context) }
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
        for index in shorts.indices { shorts[index].samples += 1 }
        reportShorts(&context) { $0.samples > Self.patience }
        guard !leaving.isEmpty else { return }
        for index in leaving.indices { leaving[index].samples += 1 }
        for old in leaving where old.samples > Self.patience { finish(old.container, &context) }
        leaving.removeAll { $0.samples > Self.patience }
    }

    private mutating func finish(_ container: Container, _ context: inout SampleContext) {
        // The kernel's own count is better, but gone with the cgroup if nobody read it in time.
        if container.isOOMKilledByRuntime, container.oomKills ?? 0 == 0 {
            context.journal.event(
                .oomKill, entity: container.entity, "\(container.name): a process was killed for want of memory")
        }
        let code = container.exitCode.map { ", exit code \($0)" } ?? ""
        context.journal.event(.containerStopped, entity: container.entity, container.name + " stopped" + code)
        context.journal.end(container.entity)
        forget(container)
    }

    /// Nothing more of a container is wanted; another one may have begun under its id.
    private mutating func forget(_ container: Container) {
        guard let count = asked[container.identity.id] else { return }
        asked[container.identity.id] = count > 1 ? count - 1 : nil
        if count == 1 { runtimes?.forget(container.identity.id) }
    }

    /// Takes what the runtimes have said since the last call.
    mutating func takeNews(of containers: [Container], _ context: inout SampleContext) {
        guard let news = runtimes?.takeNews(), !news.isEmpty else { return }
        for item in news {
            switch item {
            case .described(let said):
                if let container = Self.find(said.id, in: containers) ?? leavingContainer(said.id) {
                    describe(container, said, &context)
                } else if descriptions.count < Self.memory || descriptions[said.id] != nil {
                    descriptions[said.id] = said
                    reportShorts(&context) { $0.id == said.id }
                }
            case .started(let id, let wall):
                guard Self.find(id, in: containers) == nil, announced.count < Self.memory else { continue }
                announced[id] = wall
                // It may be gone before a sample sees it; nobody else would ask for its name.
                if asked[id] == nil { runtimes?.look(for: id, runtime: "", podUID: "") }
            case .ended(let id, let code, let wall):
                end(id, code, at: wall, containers, &context)
            case .oomKilled(let id, _):
                (Self.find(id, in: containers) ?? leavingContainer(id))?.isOOMKilledByRuntime = true
            case .trouble(let text):
                context.journal.event(.unreadable, text)
            }
        }
    }

    private mutating func end(
        _ id: String, _ code: Int32?, at wall: UInt64, _ containers: [Container], _ context: inout SampleContext
    ) {
        if let index = leaving.firstIndex(where: { $0.container.identity.id == id }) {
            let container = leaving.remove(at: index).container
            (container.exitCode, container.hasExitCode) = (code, true)
            finish(container, &context)
        } else if let container = Self.find(id, in: containers) {
            (container.exitCode, container.hasExitCode) = (code, true)
        } else if let begin = announced.removeValue(forKey: id) {
            shorts.append(Short(id: id, begin: begin, end: wall, exitCode: code))
            if descriptions[id] != nil { reportShorts(&context) { $0.id == id } }
        }
        announced[id] = nil
    }

    /// Containers that came and went between two samples have no row, but their events.
    private mutating func reportShorts(_ context: inout SampleContext, where isDue: (Short) -> Bool) {
        for short in shorts where isDue(short) { report(short, &context) }
        shorts.removeAll(where: isDue)
    }

    private mutating func report(_ short: Short, _ context: inout SampleContext) {
        let said = descriptions.removeValue(forKey: short.id)
        let identity = ContainerIdentity(
            id: short.id, runtime: said?.runtime ?? "container", podUID: said?.podUID ?? "")
        let labels = Container.labels(identity, inode: 0, said)
        let entity = context.journal.appear(.container, labels: labels).number
        let container = Container(identity, inode: 0, entity: entity, isOld: false)
        container.description = said
        context.journal.event(.containerStarted, entity: entity, at: short.begin, container.name + " started")
        let text = container.name + " stopped between two samples" + (short.exitCode.map { ", exit code \($0)" } ?? "")
        context.journal.event(.containerStopped, entity: entity, at: short.end, text)
        context.journal.end(entity)
        if asked[short.id] == nil { runtimes?.forget(short.id) }
    }

    private mutating func describe(
        _ container: Container, _ said: ContainerDescription, _ context: inout SampleContext
    ) {
        let wasNamed = container.description != nil
        guard container.description != said else { return }
        container.description = said
        guard container.entity > 0 else { return }
        context.journal.amend(container.entity, labels: container.labels)
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
