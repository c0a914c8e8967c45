import Glibc
import KubemonProcFS

/// What every source needs to take its part of a sample.
struct SampleContext {
    let files: any FileSource
    let units: KernelUnits
    var buffer = TextBuffer()
    var journal = Journal()

    /// How a read went.
    enum Reading {
        case text
        /// The file's owner no longer exists.
        case gone
        case failed
    }

    init(files: any FileSource, units: KernelUnits) {
        self.files = files
        self.units = units
    }

    /// Opens a file to keep; `nil` if there is none or it can't be read, which is reported.
    mutating func open(_ path: String) -> KeptFile? {
        do throws(FileError) {
            return KeptFile(path: path, file: try files.open(path))
        } catch {
            if !error.meansAbsent { journal.unreadable(path, error) }
            return nil
        }
    }

    /// Reads a kept file into the buffer.
    mutating func read(_ kept: KeptFile, hasOneLine: Bool = false) -> Reading {
        do throws(FileError) {
            try buffer.fill(from: kept.file, of: files, hasOneLine: hasOneLine)
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
}
