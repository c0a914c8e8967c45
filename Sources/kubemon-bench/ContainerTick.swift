import CAllocations
import CBench
import Glibc
import KubemonMetrics
import KubemonSampling

/// What a sample of the containers and processes of this machine costs beyond reading their files: CPU time of
/// `Sampler.sample` against a C loop that reads the same files on kept descriptors and looks at nothing.
///
/// Counts allocations too: in steady state there must be none.
enum ContainerTick {
    private static let rounds = 25

    static func run() throws {
        DescriptorLimit.raise()
        let sampler = try Sampler(selection: Selection(.docker, .process))
        // Containers and processes look for missing files at their 2nd, 4th, 8th ... sample.
        for _ in 0..<17 { sampler.sample(slot: 0) }
        let files = Files(sampler.containerFiles)
        var (ours, plain, allocations): ([UInt64], [UInt64], [UInt64]) = ([], [], [])
        for _ in 0..<rounds {
            let (count, start) = (kubemon_allocations(), kubemon_bench_thread_cpu())
            sampler.sample(slot: 0)
            let (middle, end) = (kubemon_bench_thread_cpu(), kubemon_allocations())
            files.read()
            ours.append(middle - start)
            plain.append(kubemon_bench_thread_cpu() - middle)
            allocations.append(end - count)
        }
        let (tick, loop) = (median(ours), median(plain))
        let budget = loop * 5 / 4 + 2_000_000
        print(
            "container-tick: \(sampler.tick[.container].rowCount) containers, \(sampler.tick[.process].rowCount) processes,",
            "\(files.count) files: sample \(tick / 1000) us, C loop \(loop / 1000) us,",
            "ratio \(decimal(tick, loop)), budget 1.25 x + 2 ms = \(budget / 1000) us \(tick <= budget ? "ok" : "OVER"),",
            "\(decimal(tick, 10_000_000))% of a core at 1 Hz, \(median(allocations)) allocations per sample")
    }

    /// Files that are kept open.
    private final class Files {
        private let descriptors: [Int32]
        private var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var count: Int { descriptors.count }

        init(_ paths: [String]) {
            descriptors = paths.map { open($0, O_RDONLY | O_CLOEXEC) }.filter { $0 >= 0 }
        }

        deinit { for descriptor in descriptors { close(descriptor) } }

        func read() {
            let size = buffer.count
            _ = buffer.withUnsafeMutableBytes {
                kubemon_bench_read_all(descriptors, descriptors.count, $0.baseAddress, size)
            }
        }
    }

    private static func median(_ values: [UInt64]) -> UInt64 { values.sorted()[values.count / 2] }

    private static func decimal(_ a: UInt64, _ b: UInt64) -> String {
        let hundredths = b == 0 ? 0 : (a * 100 + b / 2) / b
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
