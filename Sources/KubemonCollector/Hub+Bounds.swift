import KubemonMetrics
import KubemonProtocol

/// What is kept of runs, and how much of it monitors that make them up can fill.
extension Hub {
    /// Bounds what is kept of runs: no monitor announces more than its hello may hold, and none that works begins them by
    /// the thousand while a recording runs.
    func checkRuns(_ hello: Hello) -> Refusal? {
        guard hello.backlog.count <= Hello.maximumBacklog else {
            return Refusal(
                sentence:
                    "it announces more than \(Hello.maximumBacklog) runs, and no monitor has so many to send at once",
                isFinal: true)
        }
        let node = hello.facts.node
        guard isRecording else {
            // Only those that may come back shall count in a recording that begins later.
            let announced = Set(hello.backlog.map(\.epoch))
            for run in positions.keys.filter({ $0.node == node && !announced.contains($0.epoch) })
            where !sessions.values.contains(where: { $0.source == run }) {
                positions[run] = nil
            }
            return nil
        }
        let silent = announced.filter { positions[$0] == nil }
        let new = hello.backlog.count { backlog in
            let run = StreamSource(node: node, epoch: backlog.epoch)
            return positions[run] == nil && !silent.contains(run)
        }
        guard new > 0 else { return nil }
        let advice = "stop the recording, or find out why monitors start again and again"
        let ofNode = positions.keys.count { $0.node == node } + silent.count { $0.node == node }
        if ofNode + new > Self.mostRunsOfNode {
            return Refusal(sentence: "node '\(node)' has begun \(Self.mostRunsOfNode) runs already; \(advice)")
        }
        guard positions.count + silent.count + new <= Self.mostRuns else {
            return Refusal(sentence: "there are samples of \(Self.mostRuns) runs already; \(advice)")
        }
        return nil
    }

    /// Keeps what will still hold when a recording begins.
    func note(_ item: StreamItem, of source: StreamSource) {
        guard case .event(let event) = item.content, event.kind == .unreadable else { return }
        var known = standing[source.node] ?? []
        guard !known.contains(where: { $0.source == source && $0.item.content == item.content }) else { return }
        if known.count >= Self.standingLimit {
            // What a run said that is over makes room.
            let connected = Set(sessions.values.compactMap(\.source)).union([source])
            guard let old = known.firstIndex(where: { !connected.contains($0.source) }) else { return }
            known.remove(at: old)
        }
        standing[source.node] = known + [(source, item)]
    }

    /// What a run could not read.
    func standing(of source: StreamSource) -> [StreamItem] {
        (standing[source.node] ?? []).compactMap { $0.source == source ? $0.item : nil }
    }
}
