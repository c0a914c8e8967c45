/// A file in which the kernel publishes numbers, and the format it has.
public struct KernelFile: Sendable, Hashable {
    /// Which tree the path is relative to.
    public enum Base: Sendable, Hashable {
        /// `/proc` of the node.
        case proc
        /// The directory of one container in the hierarchy of a cgroup v1 controller.
        case cgroupV1(controller: String)
        /// The directory of one container in the v2 hierarchy, or in the controller-less v2 tree of a hybrid host.
        case cgroupV2
        /// `/proc/PID` of one process.
        case process
    }

    /// How the text is laid out. One parser per format.
    public enum Format: Sendable, Hashable {
        /// Lines `key value` or `key: value kB`; a locator names the key as `line`. (meminfo, vmstat, memory.stat)
        case keyedValues
        /// Lines that begin with a key and go on with numbers; a locator names the key and the field, from 1. (stat)
        case keyedFields
        /// Lines that begin with a key and go on with pairs `name value` or `name=value`. (pressure, sockstat, io.stat)
        case keyedPairs
        /// Pairs of lines, names above and values below, both starting with the same key. (snmp, netstat)
        case headedFields
        /// One line of numbers; a locator names the field, from 0. (loadavg, file-nr, memory.current)
        case fields
        /// One line per device: numbers after the device's name; a locator names the field, from 1. (diskstats, net/dev)
        case deviceFields
        /// Lines that begin with a device's numbers, `major:minor`, and go on with pairs; a locator names the pair. Outside
        /// a table of devices the values are sums over all of them. (io.stat, blkio.throttle.io_service_bytes)
        case devicePairs
        /// One line: a number, a name in parentheses that may hold anything, then fields; a locator names the field as
        /// proc(5) numbers them, the first one behind the name is 3. (/proc/PID/stat)
        case processStat
        /// A directory of which the number of entries counts. (/proc/PID/fd)
        case entries
    }

    /// The tree that ``path`` is relative to.
    public let base: Base
    /// Path below the base.
    public let path: String
    /// Layout of the text.
    public let format: Format
    /// What a number without a scale of its own is multiplied by.
    public let scale: Scale

    /// Describes a kernel file.
    public init(_ base: Base, _ path: String, _ format: Format, scale: Scale = .one) {
        self.base = base
        self.path = path
        self.format = format
        self.scale = scale
    }

    /// The only number of a file, or a whole line's value.
    public subscript() -> Locator { Locator(file: self, line: "", name: "", field: 0, scale: scale) }
    /// The value of a key.
    public subscript(line: String) -> Locator { Locator(file: self, line: line, name: "", field: 1, scale: scale) }
    /// A field counted from 0 (`fields`) or from 1 after the device's name (`deviceFields`).
    public subscript(field: Int) -> Locator { Locator(file: self, line: "", name: "", field: field, scale: scale) }
    /// A field, counted from 1, of the line that begins with a key.
    public subscript(line: String, field: Int) -> Locator {
        Locator(file: self, line: line, name: "", field: field, scale: scale)
    }
    /// A named value of the line that begins with a key.
    public subscript(line: String, name: String) -> Locator {
        Locator(file: self, line: line, name: name, field: 0, scale: scale)
    }
}
