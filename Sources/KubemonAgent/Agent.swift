public import KubemonMetrics
import KubemonSampling
import KubemonSystem
public import Logging
import NIOCore
public import NIOPosix
import Synchronization

/// A monitor: samples a machine on the grid and sends every sample to a collector, again if need be.
///
/// Two threads: one samples and never waits for the network, one sends. Safe to use from any thread.
public final class Agent: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let stopping: @Sendable () -> Void
    private let link: NIOLoopBound<CollectorLink>
    private let shared: AgentShared
    private let sampler: NativeThread

    /// Starts to sample and to connect.
    ///
    /// - Parameters:
    ///   - facts: what the collector is told of the machine, its name among it (R10).
    ///   - group: runs the connection; the agent shuts it down when it stops.
    ///   - stopping: called when sampling has ended and before `group` is shut down.
    ///   - refused: called with the reason, and nothing is tried any more, if the collector will not have this monitor and
    ///     has never had it; `nil` tries on.
    ///   - makeSource: called once, on the sampling thread.
    /// - Throws: ``FileError`` if there is no descriptor left.
    public init(
        _ options: AgentOptions, facts: NodeFacts,
        group: MultiThreadedEventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1),
        stopping: @escaping @Sendable () -> Void = {}, time: any TimeSource = SystemTime(), log: Logger,
        refused: (@Sendable (String) -> Void)? = nil,
        makeSource: @escaping @Sendable () -> any SampleSource
    ) throws {
        let shared = try AgentShared(options: options)
        let loop = group.next()
        (self.group, self.stopping) = (group, stopping)
        let link = try loop.submit {
            let link = CollectorLink(
                options: options, facts: facts, shared: shared, group: group, loop: loop, time: time, log: log,
                refused: refused)
            return NIOLoopBound(link, eventLoop: loop)
        }.wait()
        (self.shared, self.link) = (shared, link)
        sampler = NativeThread(name: "sampler") {
            let sampler = SamplerLoop(source: makeSource(), shared: shared, time: time) {
                loop.execute { link.value.pump() }
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
        stopping()
        let link = link
        try? group.next().submit { link.value.stop() }.wait()
        try? group.syncShutdownGracefully()
    }
}
