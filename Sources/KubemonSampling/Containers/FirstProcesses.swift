import KubemonProcFS

/// Finds the process that began each container, the oldest one, and waits for its end.
final class FirstProcesses {
    /// A container with more processes than this has its first one among those with the lowest numbers.
    private static let limit = 256

    private let host: HostPaths
    private let exits: ExitWatch
    /// Whether process numbers mean the same to this process and below ``host``.
    private let canWait: Bool
    private let bootTime: UInt64

    /// - Parameter bootTime: when the machine booted, seconds since 1970.
    init(host: HostPaths, exits: ExitWatch, bootTime: UInt64, files: any FileSource) {
        (self.host, self.bootTime) = (host, bootTime)
        self.exits = exits
        canWait = Self.sharesNumbers(with: host, files) ?? host.isOwn
    }

    /// `nil` if that may not be looked at.
    private static func sharesNumbers(with host: HostPaths, _ files: any FileSource) -> Bool? {
        do throws(FileError) {
            return try files.status(of: "/proc/self/ns/pid").inode
                == files.status(of: host.file("/proc/1/ns/pid")).inode
        } catch {
            return nil
        }
    }

    /// Readable while a first process has ended, or a runtime has news.
    var descriptor: Int32 { exits.descriptor }

    /// Looks at every container whose first process is not among its processes (any more).
    func update(_ containers: [Container], _ context: inout SampleContext) {
        for index in containers.indices {
            let container = containers[index]
            if container.isGone {
                exits.forget(container)
            } else if container.firstPid == 0 ? container.processCount > 0 : !container.holds(container.firstPid) {
                find(of: container, &context)
            }
        }
    }

    private func find(of container: Container, _ context: inout SampleContext) {
        if container.hasHiddenProcesses {
            context.journal.sayOnce(
                "processes of containers and their networks can't be seen from this pid namespace: give the monitor the "
                    + "machine's own (--pid=host, hostPID)", about: "pid namespace")
        }
        (container.firstPid, container.firstStart) = (0, 0)
        for pid in container.members.lazy.flatMap(\.pids).prefix(Self.limit) {
            guard let start = start(of: pid, &context) else { continue }
            if container.firstPid == 0 || start < container.firstStart {
                (container.firstPid, container.firstStart) = (pid, start)
            }
        }
        // Never changed: it tells the container from the next one under its id.
        if container.start.isEmpty, container.firstPid > 0 {
            container.start = StartTime.text(container.firstStart, bootTime: bootTime, context.units)
        }
        if canWait, container.firstPid > 0, container.entity > 0 {
            exits.watch(container.firstPid, of: container, budget: context.descriptors)
        }
    }

    private func start(of pid: UInt32, _ context: inout SampleContext) -> UInt64? {
        do throws(FileError) {
            try context.buffer.fill(from: context.files.open(host.file("/proc/\(pid)/stat")), of: context.files)
        } catch {
            return nil
        }
        return ProcessStat(context.buffer.bytes.span.extracting(0..<context.buffer.count))?.start
    }

    /// The next container whose first process has ended since the last call.
    func next() -> Container? {
        guard let container = exits.next() else { return nil }
        container.firstPid = 0
        return container
    }
}
