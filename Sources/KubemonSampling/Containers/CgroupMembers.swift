import KubemonProcFS

/// The processes of one cgroup, from its `cgroup.procs`, which is read at every sample and looked at when it changed.
final class CgroupMembers {
    let path: String
    let inode: UInt64
    /// In ascending order.
    private(set) var pids: [UInt32] = []
    /// Processes of pid namespaces that this one can't see into; the kernel lists them as 0.
    private(set) var hidden = 0
    private let file: KeptFile?
    /// Where v1 counts processes killed in this cgroup; opened when it is first wanted.
    private var kills: KeptFile?
    private var hasLookedForKills = false
    private var text: [UInt8] = []

    init(_ directory: CgroupTree.Directory, context: inout SampleContext) {
        (path, inode) = (directory.path, directory.state.inode)
        let list = directory.fullPath + "/cgroup.procs"
        file = Self.isOfV1(directory.fullPath, context.files) ? KeptFile(path: list) : context.open(list)
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

    /// Whether `directory` is the cgroup itself, not another one under the same path.
    func isOf(_ directory: CgroupTree.Directory) -> Bool { path == directory.path && inode == directory.state.inode }

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

    /// The file at `path`, kept open; `nil` if there is none.
    func killsFile(_ path: @autoclosure () -> String, _ context: inout SampleContext) -> KeptFile? {
        if !hasLookedForKills {
            hasLookedForKills = true
            kills = context.open(path())
        }
        return kills
    }

    /// Whether a process is in the cgroup. Binary search.
    func holds(_ pid: UInt32) -> Bool {
        let index = pids.firstPosition(of: pid)
        return index < pids.count && pids[index] == pid
    }

    private func parse() {
        pids.removeAll(keepingCapacity: true)
        hidden = 0
        var (number, hasDigits): (UInt32, Bool) = (0, false)
        for byte in text {
            if byte >= 0x30, byte <= 0x39 {
                number = number &* 10 &+ UInt32(byte - 0x30)
                hasDigits = true
            } else {
                if hasDigits { note(number) }
                (number, hasDigits) = (0, false)
            }
        }
        if hasDigits { note(number) }
        pids.sort()
    }

    private func note(_ pid: UInt32) {
        if pid == 0 { hidden += 1 } else { pids.append(pid) }
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
