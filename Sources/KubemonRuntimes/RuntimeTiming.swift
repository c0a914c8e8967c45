package import NIOCore

/// How long a ``RuntimeWatcher`` waits for what.
package struct RuntimeTiming: Sendable {
    /// For a connection.
    package var connect = TimeAmount.seconds(2)
    /// For a whole answer.
    package var answer = TimeAmount.seconds(10)
    /// Before the first attempt to connect again; each further one waits twice as long, up to ``longestBackOff``.
    package var firstBackOff = TimeAmount.milliseconds(200)
    /// Before an attempt to connect again, at most.
    package var longestBackOff = TimeAmount.seconds(5)
    /// Between two looks for sockets.
    package var search = TimeAmount.seconds(10)
    /// For runtimes to answer at all before containers are described from files.
    package var settle = TimeAmount.seconds(1)
    /// Before a container that nobody knows is looked for again; each further time twice as long.
    package var firstRetry = TimeAmount.milliseconds(100)
    /// How often a container that nobody knows is looked for again.
    package var retries = 9

    /// The times of a real run.
    package init() {}
}
