public import KubemonMetrics
import KubemonSampling
import KubemonSpool
import KubemonSystem
public import Logging
import NIOCore
public import NIOPosix
import Synchronization

/// A monitor: samples a machine on the grid and sends every sample to a collector, again if need be.
///
/// Threads: one samples and waits for nothing else, one sends, and with a spool one writes what was sampled to disk before
/// it is sent (R3). Safe to use from any thread.
public final class Agent: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let stopping: @Sendable () -> Void
    private let link: NIOLoopBound<CollectorLink>
    private let shared: AgentShared
    private let sampler: NativeThread
    private let spoolWakeup: Wakeup?
    private let spooler: NativeThread?

    /// Starts to sample and to connect.
    ///
    /// - Parameters:
    ///   - facts: what the collector is told of the machine, its name among it (R10).
    ///   - group: runs the connection; the agent shuts it down when it stops.
    ///   - stopping: called when sampling has ended and before `group` is shut down.
    ///   - refused: called with the reason, and nothing is tried any more, if the collector will not have this monitor and
    ///     has never had it; `nil` tries on.
    ///   - makeSource: called once, on the sampling thread.
    /// - Throws: ``FileError`` if there is no descriptor left, ``SpoolError`` if the spool can't be used.
    public init(
        _ options: AgentOptions, facts: NodeFacts,
        group: MultiThreadedEventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1),
        stopping: @escaping @Sendable () -> Void = {}, time: any TimeSource = SystemTime(), log: Logger,
        refused: (@Sendable (String) -> Void)? = nil,
        makeSource: @escaping @Sendable () -> any SampleSource
    ) throws {
        let shared = try AgentShared(options: options)
        let spoolLoop = try options.spool.map { path in
            try SpoolLoop(path: path, options: options, facts: facts, shared: shared, time: time, log: log)
        }
        let loop = group.next()
        (self.group, self.stopping) = (group, stopping)
        let spoolWakeup = spoolLoop?.wakeup
        let link = try loop.submit {
            let link = CollectorLink(
                options: options, facts: facts, shared: shared, spoolWakeup: spoolWakeup, group: group, loop: loop,
                time: time, log: log, refused: refused)
            return NIOLoopBound(link, eventLoop: loop)
        }.wait()
        (self.shared, self.link, self.spoolWakeup) = (shared, link, spoolWakeup)
        let pump: @Sendable () -> Void = { loop.execute { link.value.pump() } }
        spooler = spoolLoop.map { spoolLoop in
            let handOver = HandOver(spoolLoop)
            return NativeThread(name: "spool") { handOver.value.run(pump) }
        }
        sampler = NativeThread(name: "sampler") {
            // What was sampled is sent when the spool has it, if there is one.
            let sampler = SamplerLoop(source: makeSource(), shared: shared, time: time) {
                if let spoolWakeup { spoolWakeup.signal() } else { pump() }
            }
            sampler.run()
        }
        loop.execute { link.value.connect() }
    }

    /// Stops sampling, sends what is buffered if the collector is there, and waits until all is done.
    public func stop() {
        shared.isStopping.store(true, ordering: .releasing)
        shared.timer.interrupt()
        sampler.join()
        spoolWakeup?.signal()
        spooler?.join()
        stopping()
        let link = link
        try? group.next().submit { link.value.stop() }.wait()
        try? group.syncShutdownGracefully()
    }
}
