import Glibc
import KubemonMetrics
import KubemonProtocol
import KubemonTransport
import NIOCore
import NIOPosix

/// A thousand monitors at one sample a second against a collector that runs already: whether it keeps up, and how long
/// its acknowledgements take. Run by Tests/EndToEnd/fleet.py, which starts the collector and reads what it costs, and by
/// Tests/EndToEnd/pace.py, which presses the keys of its console meanwhile.
///
/// `KUBEMON_BENCH_PORT`, `KUBEMON_BENCH_KEY` (empty: plain TCP), `KUBEMON_BENCH_NODES`, `KUBEMON_BENCH_SECONDS`, and for
/// each node `KUBEMON_BENCH_CONTAINERS`, `KUBEMON_BENCH_PROCESSES`.
enum FleetLoad {
    static func run() throws {
        guard let port = number("PORT") else { return print("fleet-load: KUBEMON_BENCH_PORT is not set") }
        let (count, seconds) = (number("NODES") ?? 1000, number("SECONDS") ?? 30)
        let key = getenv("KUBEMON_BENCH_KEY").flatMap { AccessKey(String(cString: $0)) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let (containers, processes) = (number("CONTAINERS") ?? 10, number("PROCESSES") ?? 40)
        let fleet = try loop.submit {
            NIOLoopBound(Fleet(count: count, containers: containers, processes: processes), eventLoop: loop)
        }.wait()
        for index in 0..<count {
            // Not all at once: a handshake each takes the collector a millisecond.
            if index % 20 == 0 { usleep(40_000) }
            try Connector.connect(
                host: "127.0.0.1", port: port, on: group, security: key.map { .keys([$0]) } ?? .plain,
                timeout: .seconds(30)
            ) { fleet.value.monitors[index] }.wait()
        }
        let word = Array("connected\n".utf8)
        _ = write(STDERR_FILENO, word, word.count)
        let begin = SystemTime().wall() / 1_000_000_000 + 2
        for second in 0..<UInt64(seconds) {
            let slot = begin + second
            while SystemTime().wall() < slot * 1_000_000_000 { usleep(2_000) }
            try loop.submit { fleet.value.tick(slot: slot) }.wait()
        }
        // What is still on its way belongs to the measurement.
        for _ in 0..<100 {
            usleep(100_000)
            if try loop.submit({ fleet.value.isAcknowledged }).wait() { break }
        }
        print(try loop.submit { fleet.value.report(seconds: seconds) }.wait())
        try group.syncShutdownGracefully()
    }

    private static func number(_ name: String) -> Int? {
        getenv("KUBEMON_BENCH_" + name).flatMap { Int(String(cString: $0)) }
    }
}
