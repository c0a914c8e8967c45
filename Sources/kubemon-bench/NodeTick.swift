import CBench
import Glibc
import KubemonMetrics
import KubemonSampling

/// What a sample of the machine costs beyond reading its files: CPU time of `Sampler.sample` against a C loop that reads
/// the same files on kept descriptors and looks at nothing.
enum NodeTick {
    private static let rounds = 61
    private static let samplesPerRound = 40

    static func run() throws {
        let sampler = try Sampler(selection: Selection(.os))
        var descriptors: [Int32] = []
        for path in sampler.machineFiles {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { descriptors.append(descriptor) }
        }
        defer { for descriptor in descriptors { close(descriptor) } }
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let size = buffer.count
        var (ours, plain): ([UInt64], [UInt64]) = ([], [])
        var bytes: UInt64 = 0
        for round in 0..<rounds {
            let start = kubemon_bench_thread_cpu()
            for _ in 0..<samplesPerRound { sampler.sample(slot: 0) }
            let middle = kubemon_bench_thread_cpu()
            for _ in 0..<samplesPerRound {
                bytes = buffer.withUnsafeMutableBytes {
                    kubemon_bench_read_all(descriptors, descriptors.count, $0.baseAddress, size)
                }
            }
            let end = kubemon_bench_thread_cpu()
            // The first rounds warm caches up.
            guard round > 4 else { continue }
            ours.append((middle - start) / UInt64(samplesPerRound))
            plain.append((end - middle) / UInt64(samplesPerRound))
        }
        let ratio = Double(median(ours)) / Double(median(plain))
        let hundredths = Int((ratio * 100).rounded())
        let decimals = hundredths % 100 < 10 ? "0\(hundredths % 100)" : "\(hundredths % 100)"
        print(
            "node-tick: CPU ratio \(hundredths / 100).\(decimals) (at most 1.25):",
            "sample \(median(ours) / 1000) us, C loop \(median(plain) / 1000) us,",
            "\(descriptors.count) files, \(bytes) bytes, \(sampler.tick[.node].columnCount) node metrics")
    }

    private static func median(_ values: [UInt64]) -> UInt64 { values.sorted()[values.count / 2] }
}
