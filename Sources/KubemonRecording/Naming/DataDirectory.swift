import Glibc

/// The directory below which recordings are made, as the start prompt needs it. Never locks or changes anything.
public struct DataDirectory {
    /// Its path as the operator gave it.
    public let path: String
    private let files: any FileSystem

    /// Looks at the data directory at `path`, which need not exist yet.
    public init(path: String, files: any FileSystem = SystemFiles()) {
        self.path = path
        self.files = files
    }

    /// The first name `run-001`, `run-002`... above all that are taken.
    public func nextFreeName() -> String {
        let numbers = names().compactMap { name -> UInt64? in
            guard name.hasPrefix("run-") else { return nil }
            return UInt64(name.dropFirst(4))
        }
        let next = (numbers.max() ?? 0).addingReportingOverflow(1).partialValue
        let digits = String(next)
        return "run-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    /// Names of directories below the data directory that begin with `prefix`, in order.
    public func completions(of prefix: String) -> [String] {
        guard let directory = try? files.open(path: path) else { return [] }
        defer { files.close(directory) }
        let found = names().filter { name in
            guard name.hasPrefix(prefix), !name.hasPrefix("."),
                let child = try? files.open(name, in: directory, for: .directory)
            else { return false }
            files.close(child)
            return true
        }
        return found.sorted()
    }

    /// Room on its file system, or `nil` if that can't be known.
    public func space() -> FreeSpace? {
        guard let (directory, _) = nearest(to: files.absolute(path)) else { return nil }
        defer { files.close(directory) }
        return try? files.space(at: directory)
    }

    /// What would happen if a recording were started with `text` as its name.
    public func check(_ text: String, allowPath: Bool) -> NameCheck {
        let target: RecordingTarget
        do {
            target = try RecordingTarget(text, allowPath: allowPath)
        } catch {
            return .invalid(error)
        }
        switch target {
        case .name(let name): return check(name.text, in: files.absolute(path))
        case .path(let path):
            let (parent, name) = Self.split(path)
            return check(name, in: parent)
        }
    }

    /// An absolute path as its directory and its last component.
    package static func split(_ path: String) -> (parent: String, name: String) {
        let components = path.split(separator: "/")
        return ("/" + components.dropLast().joined(separator: "/"), components.last.map(String.init) ?? "")
    }

    private func check(_ name: String, in parent: String) -> NameCheck {
        guard let (directory, isParent) = nearest(to: parent) else { return .notWritable }
        defer { files.close(directory) }
        guard isParent else { return files.isWritable(directory) ? .new : .notWritable }
        do {
            let child = try files.open(name, in: directory, for: .directory)
            defer { files.close(child) }
            guard try files.names(in: child).isEmpty else { return .notEmpty }
            return files.isWritable(child) ? .empty : .notWritable
        } catch {
            switch error.code {
            case ENOENT: return files.isWritable(directory) ? .new : .notWritable
            case ENOTDIR, ELOOP: return .notDirectory
            default: return .notWritable
            }
        }
    }

    /// The directory at an absolute path or, if it does not exist, the nearest one above that does. The caller closes it.
    private func nearest(to path: String) -> (directory: Int32, isItself: Bool)? {
        var path = path
        var isItself = true
        while true {
            do {
                return (try files.open(path: path), isItself)
            } catch {
                guard error.code == ENOENT, path != "/" else { return nil }
                path = Self.split(path).parent
                isItself = false
            }
        }
    }

    private func names() -> [String] {
        guard let directory = try? files.open(path: path) else { return [] }
        defer { files.close(directory) }
        return (try? files.names(in: directory)) ?? []
    }
}
