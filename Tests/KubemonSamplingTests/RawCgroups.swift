import Glibc
import KubemonSampling

/// Real cgroups of this machine, named as Docker names them, with real processes in them.
final class RawCgroups {
    private let parents: [String]
    private var processes: [String: pid_t] = [:]

    /// Why they can't be made here; empty if they can.
    static let problem: String = {
        guard geteuid() == 0 else { return "not root" }
        let mounts = mountPoints
        guard !mounts.isEmpty else { return "no cgroups are mounted" }
        for mount in mounts {
            let probe = mount + "/kubemon-probe-\(getpid())"
            guard mkdir(probe, 0o755) == 0 else { return "\(mount) can't be written" }
            rmdir(probe)
        }
        return ""
    }()

    /// Where containers are looked for.
    private static var mountPoints: [String] {
        CgroupMounts(mountinfo: Fixture.text("/proc/self/mountinfo")).searched
    }

    init() {
        // The same path in all hierarchies, as runtimes do it.
        let name = "/kubemon-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        parents = Self.mountPoints.map { $0 + name }
        for parent in parents {
            mkdir(parent, 0o755)
            mkdir(parent + "/docker", 0o755)
        }
    }

    deinit {
        for id in processes.keys { stop(id) }
        for parent in parents {
            rmdir(parent + "/docker")
            rmdir(parent)
        }
    }

    /// Makes a container with one process that sleeps.
    func start(_ id: String) {
        var pid: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("1000"), nil]
        defer { for argument in arguments { free(argument) } }
        guard posix_spawnp(&pid, "sleep", nil, nil, &arguments, environ) == 0 else { return }
        processes[id] = pid
        for parent in parents {
            mkdir("\(parent)/docker/\(id)", 0o755)
            let descriptor = open("\(parent)/docker/\(id)/cgroup.procs", O_WRONLY)
            let text = String(pid)
            _ = text.withCString { write(descriptor, $0, text.utf8.count) }
            close(descriptor)
        }
    }

    /// Ends the process of a container and removes its cgroups.
    func stop(_ id: String) {
        guard let pid = processes.removeValue(forKey: id) else { return }
        kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        for parent in parents { rmdir("\(parent)/docker/\(id)") }
    }
}
