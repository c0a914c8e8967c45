import KubemonMetrics
import KubemonProtocol
import KubemonTransport

/// Who may send samples (R4, R10).
extension Hub {
    /// Why a monitor may not connect; `nil` if it may.
    func check(_ hello: Hello, from session: MonitorSession) -> Refusal? {
        if hello.protocolVersion != Hello.currentProtocol {
            let advice = hello.protocolVersion < Hello.currentProtocol ? "the monitor" : "the collector"
            return Refusal(
                sentence: "it speaks version \(hello.protocolVersion) of the protocol and this collector version "
                    + "\(Hello.currentProtocol); update \(advice)")
        }
        let node = hello.facts.node
        if let refusal = check(node, against: session.grant) { return refusal }
        guard !node.isEmpty else { return Refusal(sentence: "it gave no node name; use --node NAME") }
        guard node.utf8.count <= Self.longestNodeName else {
            return Refusal(
                sentence: "its node name is longer than \(Self.longestNodeName) bytes; give it another with --node",
                isFinal: true)
        }
        guard hello.kinds.contains(where: { $0 != .monitor }) else {
            return Refusal(sentence: "it samples nothing that this collector knows", isFinal: true)
        }
        let epochs = Set(hello.backlog.map(\.epoch))
        guard !epochs.isEmpty, epochs.count == hello.backlog.count, !epochs.contains(0) else {
            return Refusal(sentence: "it did not say which runs it has samples of; update the monitor")
        }
        if let refusal = checkRuns(hello) { return refusal }
        for other in sessions.values where other.source?.node == node && !Self.isSame(other, hello) {
            guard let present = other.hello else { continue }
            let shared = Set(present.kinds).intersection(hello.kinds).subtracting([.monitor])
            if present.facts.bootID != hello.facts.bootID || !shared.isEmpty {
                return Refusal(
                    sentence: "node '\(node)' is already monitored from \(other.remote), and this monitor at "
                        + "\(Self.host(of: session.remote)) is another one; give it another name with --node")
            }
        }
        return nil
    }

    /// What a key may send (R10).
    private func check(_ node: String, against grant: Grant?) -> Refusal? {
        guard let grant else { return nil }
        guard grant.role == .monitor else {
            return Refusal(
                sentence:
                    "the key '\(grant.identity)' gives commands and sends no samples; make one with 'kubemon key create "
                    + "--role monitor' at the collector", isFinal: true)
        }
        guard let only = grant.node, only != node else { return nil }
        return Refusal(
            sentence: "the key '\(grant.identity)' may only be node '\(only)', not '\(node)'; give this monitor --node "
                + "\(only) or another key", isFinal: true)
    }

    /// Whether a connection is one of the monitor that says hello: of the same run, or of one that its spool kept (R3).
    static func isSame(_ session: MonitorSession, _ hello: Hello) -> Bool {
        guard let source = session.source, source.node == hello.facts.node else { return false }
        return hello.backlog.contains { $0.epoch == source.epoch }
    }

    /// The address without port and brackets.
    static func host(of address: String) -> String {
        address.split(separator: ":").dropLast().joined(separator: ":").filter { $0 != "[" && $0 != "]" }
    }
}
