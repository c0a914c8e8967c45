import ArgumentParser
import KubemonAgent
import KubemonMetrics
import KubemonRuntimes
import KubemonSampling
import KubemonSpool
import KubemonSystem
import KubemonTransport
import Logging
import NIOPosix

/// A monitor of this machine, ready to run.
enum Monitoring {
    /// Where samples wait for the collector.
    struct Waiting {
        var memory = 64 << 20
        var spool: String?
        var spoolSize = Spool.standardSize
    }

    /// Starts one.
    ///
    /// - Parameters:
    ///   - interval: sampling interval until the collector has said its own, ns.
    ///   - refused: called if the collector will not have it; `nil` tries on.
    ///   - minimumInterval: the shortest interval to sample at, ns; `nil` follows the collector.
    /// - Throws: an exit code, after saying why it can't run.
    static func start(
        host: String, port: Int, security: ClientSecurity, selection: Selection, sampling: SamplingArguments,
        node: String?,
        interval: UInt64? = nil, minimumInterval: UInt64?, waiting: Waiting = Waiting(), log: Logger,
        refused: (@Sendable (String) -> Void)? = nil
    ) throws -> Agent {
        DescriptorLimit.raise()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let news = Wakeup()
        let needsNames = selection.contains(.container) || selection.contains(.process)
        let runtimes = needsNames ? RuntimeWatcher(sampling.runtimes, group: group) { news.signal() } : nil
        let root = sampling.root
        let sampler: Sampler
        do throws(SamplerError) {
            sampler = try Sampler(root: root, selection: selection, runtimes: runtimes, news: news)
        } catch {
            throw Failure.exit("there is no readable \(root == "/" ? "" : root)/proc to sample; is --root right?")
        }
        var facts = sampler.facts
        facts.version = Kubemon.version
        if let node { facts.node = node }
        guard !facts.node.isEmpty else {
            throw Failure.exit("this machine has no host name; give one with --node NAME")
        }
        var options = AgentOptions(host: host, port: port, kinds: selection.kinds + [.monitor])
        options.security = security
        options.capacity = waiting.memory
        options.spool = waiting.spool
        options.spoolSize = waiting.spoolSize
        if let minimumInterval {
            options.minimumInterval = minimumInterval
            options.interval = minimumInterval
        }
        if let interval { options.interval = interval }
        // Made on the main thread, so that errors are seen there.
        let handOver = HandOver(sampler)
        do {
            return try Agent(
                options, facts: facts, group: group, stopping: { runtimes?.stop() }, log: log, refused: refused
            ) { handOver.value }
        } catch let error as SpoolError {
            throw Failure.exit(error.sentence(for: waiting.spool ?? ""))
        }
    }
}
