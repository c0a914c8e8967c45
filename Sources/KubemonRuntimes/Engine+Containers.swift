import FoundationEssentials
import NIOCore

extension Engine {
    // MARK: - Events

    /// An event came.
    func received(_ line: ByteBuffer) {
        // Some servers send empty lines to keep a connection alive.
        guard line.readableBytes > 0 else { return }
        guard let event = try? JSONDecoder().decode(EngineEvent.self, from: Data(line.readableBytesView)) else {
            return say(.rubbish("an event that is not understood"))
        }
        guard let kind = event.kind, history.add(event) else { return }
        let wasRunning = containers[event.id]
        switch kind {
        case .created, .started: know(event.id, isRunning: kind == .started)
        case .ended: if wasRunning != nil { know(event.id, isRunning: false) }
        case .removed: forget(event.id)
        case .oomKilled, .renamed: break
        }
        // Its end was learnt by asking after an outage.
        if kind == .ended, wasRunning == false { return }
        if let news = event.news(runtime: runtime) { shared.post(news) }
        if [.created, .started, .renamed].contains(kind) { describer?.announced(event.id) }
    }

    private func know(_ id: String, isRunning: Bool) {
        containers[id] = isRunning
        shared.cover(id, true, at: path)
    }

    private func forget(_ id: String) {
        containers[id] = nil
        shared.cover(id, false, at: path)
    }

    /// A container ended while nobody listened: asks how.
    func learnEnd(of id: String) {
        inspect(id).assumeIsolated().whenSuccess { answer in
            guard let answer else {
                if self.isLive { self.forget(id) }
                return
            }
            guard self.containers[id] == true, !answer.isRunning else { return }
            self.containers[id] = false
            let wall = WallTime.nanoseconds(answer.finished) ?? WallTime.now()
            self.shared.post(.ended(id: id, exitCode: answer.exitCode, wall: wall))
        }
    }

    // MARK: - Questions

    /// What it says of a container; nil if it does not know it or gave no answer.
    func describe(_ id: String) -> EventLoopFuture<ContainerDescription?> {
        let runtime = runtime
        return inspect(id).assumeIsolated().flatMap { answer in
            guard let description = answer?.description(of: id, runtime: runtime) else {
                return self.loop.makeSucceededFuture(nil)
            }
            return self.addPod(description)
        }
        .nonisolated()
    }

    private func inspect(_ id: String) -> EventLoopFuture<EngineContainer?> {
        let current = session
        return client.get(EngineContainer.self, "/containers/\(id)/json", limit: Self.limit.one)
            .assumeIsolated().map { answer in
                if self.session == current { self.said = [] }
                return answer
            }
            .flatMapErrorThrowing { error in
                self.ended(EngineError(error), session: current)
                return nil
            }
            .nonisolated()
    }

    /// Podman's pods, of which Docker's API knows nothing.
    private func addPod(_ description: ContainerDescription) -> EventLoopFuture<ContainerDescription?> {
        guard let version = version?.podmanVersion else { return loop.makeSucceededFuture(description) }
        let filter = "all=true&filters=%7B%22id%22%3A%5B%22\(description.id)%22%5D%7D"
        let list = client.get(
            [PodmanListEntry].self, "/v\(version)/libpod/containers/json?\(filter)", limit: Self.limit.list)
        return list.map { entries in
            var description = description
            for entry in entries ?? [] { entry.complete(&description) }
            return description
        }
        .recover { _ in description }
    }
}
