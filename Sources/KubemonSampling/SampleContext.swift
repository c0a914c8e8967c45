import Glibc
import KubemonProcFS

/// What every source needs to take its part of a sample.
struct SampleContext {
    /// Descriptors left for sockets, recordings and the files of the machine.
    private static let reserve = 256

    let files: any FileSource
    let units: KernelUnits
    var buffer = TextBuffer()
    var journal = Journal()
    /// For files of the machine, its devices and its cgroups.
    let descriptors: DescriptorBudget
    /// For files of processes, of which there can be any number; each costs the kernel several KiB.
    let processDescriptors: DescriptorBudget

    /// How a read went.
    enum Reading {
        case text
        /// The file's owner no longer exists.
        case gone
        case failed
    }

    /// - Parameter descriptorLimit: how many descriptors the process may have.
    init(files: any FileSource, units: KernelUnits, descriptorLimit: Int) {
        self.files = files
        self.units = units
        let usable = max(0, descriptorLimit - Self.reserve)
        let processes = min(10_000, usable / 2)
        processDescriptors = DescriptorBudget(processes)
        descriptors = DescriptorBudget(usable - processes)
    }

    /// Opens a file to keep; `nil` if there is none or it can't be read, which is reported.
    mutating func open(_ path: String) -> KeptFile? {
        do throws(FileError) {
            return try keep(path, in: descriptors)
        } catch {
            if !error.meansAbsent { journal.unreadable(path, error) }
            return nil
        }
    }

    /// Opens a file and keeps it open if the budget allows that.
    func keep(_ path: String, in budget: DescriptorBudget) throws(FileError) -> KeptFile {
        let file = try files.open(path)
        return budget.take() ? KeptFile(path: path, file: file, budget: budget) : KeptFile(path: path)
    }

    /// Reads a kept file into the buffer.
    mutating func read(_ kept: KeptFile, isShownAtOnce: Bool = false) -> Reading {
        do throws(FileError) {
            try fill(kept, isShownAtOnce: isShownAtOnce)
            return .text
        } catch {
            if error.meansAbsent { return .gone }
            if !kept.isReported {
                kept.isReported = true
                journal.unreadable(kept.path, error)
            }
            return .failed
        }
    }

    /// Reads a kept file into the buffer; the caller says what failed.
    mutating func fill(_ kept: KeptFile, isShownAtOnce: Bool = false) throws(FileError) {
        if kept.isOpen {
            try buffer.fill(from: kept.file, of: files, isShownAtOnce: isShownAtOnce)
        } else {
            try buffer.fill(from: files.open(kept.path), of: files, isShownAtOnce: isShownAtOnce)
        }
    }

    /// The text of a small file without its last newline; empty if it can't be read. Not for the tick.
    mutating func text(of path: String) -> String {
        do throws(FileError) {
            try buffer.fill(from: files.open(path), of: files)
        } catch {
            return ""
        }
        var text = buffer.bytes[..<buffer.count]
        while let last = text.last, last == UInt8(ascii: "\n") { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }
}

extension FileError {
    /// Whether the kernel says that there is no such thing (any more): the file, its cgroup or device, or the feature.
    var meansAbsent: Bool {
        switch errno {
        case ENOENT, ENOTDIR, ENODEV, ENXIO, ESRCH, EOPNOTSUPP: true
        default: false
        }
    }

    /// Whether this process lacks the right.
    var meansForbidden: Bool { errno == EACCES || errno == EPERM }
}
