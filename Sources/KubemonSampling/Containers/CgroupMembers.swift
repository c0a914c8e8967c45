import KubemonProcFS

/// The processes of one cgroup, from its `cgroup.procs`, which is read at every sample and looked at when it changed.
final class CgroupMembers {
    let path: String
    /// In ascending order.
    private(set) var pids: [UInt32] = []
    private let file: KeptFile?
    private var text: [UInt8] = []

    /// - Parameters:
    ///   - path: path of the cgroup from the root of its hierarchy.
    ///   - directory: where that is.
    init(path: String, directory: String, context: inout SampleContext) {
        self.path = path
        let list = directory + "/cgroup.procs"
        file = Self.isOfV1(directory, context.files) ? KeptFile(path: list) : context.open(list)
    }

    /// Whether the list must be opened for each read: v1 makes it once for each opened file and repeats that.
    private static func isOfV1(_ directory: String, _ files: any FileSource) -> Bool {
        do throws(FileError) {
            // v2 has no such file.
            _ = try files.status(of: directory + "/tasks")
            return true
        } catch {
            return false
        }
    }

    var openPath: String? { file?.path }

    /// Reads the file. Returns whether other processes are in it than before.
    func update(_ context: inout SampleContext) -> Bool {
        guard let file else { return false }
        // A cgroup of threads only has no list of processes; they are in the one above it.
        let count = context.read(file) == .text ? context.buffer.count : 0
        guard !context.buffer.holds(text, at: 0..<count) else { return false }
        text.removeAll(keepingCapacity: true)
        text.append(contentsOf: context.buffer.bytes[..<count])
        parse()
        return true
    }

    /// Whether a process is in the cgroup. Binary search.
    func holds(_ pid: UInt32) -> Bool {
        let index = pids.firstPosition(of: pid)
        return index < pids.count && pids[index] == pid
    }

    private func parse() {
        pids.removeAll(keepingCapacity: true)
        var (number, hasDigits): (UInt32, Bool) = (0, false)
        for byte in text {
            if byte >= 0x30, byte <= 0x39 {
                number = number &* 10 &+ UInt32(byte - 0x30)
                hasDigits = true
            } else {
                // 0 stands for a process of another pid namespace.
                if hasDigits, number > 0 { pids.append(number) }
                (number, hasDigits) = (0, false)
            }
        }
        if hasDigits, number > 0 { pids.append(number) }
        pids.sort()
    }
}

extension [UInt32] {
    /// Where `number` stands, or would stand, in ascending order.
    func firstPosition(of number: UInt32) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
