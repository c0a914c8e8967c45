import Glibc
import KubemonMetrics
import KubemonProcFS

/// Reads what does not change while a machine runs.
enum FactsReader {
    static func read(_ host: HostPaths, cgroup: String, context: inout SampleContext) -> NodeFacts {
        var facts = NodeFacts()
        // Below another root, /proc/sys gives this container's name, not the machine's.
        let ownName = context.text(of: host.file("/proc/sys/kernel/hostname"))
        let etcName = host.isOwn ? "" : context.text(of: host.file("/etc/hostname"))
        facts.node = etcName.isEmpty ? ownName : etcName
        facts.bootID = context.text(of: host.file("/proc/sys/kernel/random/boot_id"))
        facts.machineID = context.text(of: host.file("/etc/machine-id"))
        facts.kernel = context.text(of: host.file("/proc/sys/kernel/osrelease"))
        facts.operatingSystem = operatingSystem(host, context: &context)
        facts.pageSize = UInt32(clamping: context.units.pageSize)
        facts.ticksPerSecond = UInt32(clamping: context.units.ticksPerSecond)
        facts.cgroup = cgroup
        for line in context.text(of: host.proc("stat")).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count > 1 else { continue }
            if words[0] == "btime" { facts.bootTime = UInt64(words[1]) ?? 0 }
            if words[0].hasPrefix("cpu"), words[0] != "cpu" { facts.cpus += 1 }
        }
        for line in context.text(of: host.proc("meminfo")).split(separator: "\n") where line.hasPrefix("MemTotal:") {
            let words = line.split(separator: " ")
            if words.count > 1, let kibibytes = UInt64(words[1]) {
                facts.memory = kibibytes.multipliedReportingOverflow(by: 1024).partialValue
            }
        }
        return facts
    }

    private static func operatingSystem(_ host: HostPaths, context: inout SampleContext) -> String {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            for line in context.text(of: host.file(path)).split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
                let value = line.dropFirst(12)
                guard value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote
                else {
                    return String(value)
                }
                return String(value.dropFirst().dropLast())
            }
        }
        return ""
    }
}
