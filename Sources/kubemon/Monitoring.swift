import ArgumentParser
import KubemonAgent
import KubemonMetrics
import KubemonSampling
import Logging

/// A monitor of this machine, ready to run.
enum Monitoring {
    /// Starts one.
    ///
    /// - Parameters:
    ///   - interval: sampling interval until the collector has said its own, ns.
    ///   - minimumInterval: the shortest interval to sample at, ns; `nil` follows the collector.
    /// - Throws: an exit code, after saying why it can't run.
    static func start(
        host: String, port: Int, selection: Selection, node: String?, root: String, interval: UInt64? = nil,
        minimumInterval: UInt64?, log: Logger
    ) throws -> Agent {
        let sampler: Sampler
        do throws(SamplerError) { sampler = try Sampler(root: root, selection: selection) } catch {
            throw Failure.exit("there is no readable \(root == "/" ? "" : root)/proc to sample; is --root right?")
        }
        var facts = sampler.facts
        facts.version = Kubemon.version
        if let node { facts.node = node }
        guard !facts.node.isEmpty else {
            throw Failure.exit("this machine has no host name; give one with --node NAME")
        }
        let kinds = selection.kinds.filter { Schema.of($0).count > 0 }
        if kinds.isEmpty { log.warning("this version samples no processes yet; only the monitor's own cost is sent") }
        var options = AgentOptions(host: host, port: port, kinds: kinds + [.monitor])
        if let minimumInterval {
            options.minimumInterval = minimumInterval
            options.interval = minimumInterval
        }
        if let interval { options.interval = interval }
        let handOver = HandOver(sampler)
        return try Agent(options, facts: facts, log: log) { handOver.take() }
    }

    /// A sampler on its way to the one thread that will use it: made on the main thread, so that errors are seen there,
    /// then handed over, never shared.
    private final class HandOver: @unchecked Sendable {
        private let sampler: Sampler

        init(_ sampler: consuming Sampler) { self.sampler = sampler }

        func take() -> any SampleSource { sampler }
    }
}
