/// The directories of one cgroup hierarchy, remembered so that an unchanged tree costs one `fstatat` per directory and no
/// allocation.
///
/// A directory that gains or loses a child changes its link count or modification time; a child that was replaced within
/// one interval has another inode or is gone. So the tree is unchanged exactly if no remembered directory changed.
struct CgroupTree {
    struct Directory {
        /// Path from the root of the hierarchy, beginning with a slash; empty for the root.
        let path: String
        let fullPath: String
        let state: DirectoryState
    }

    /// Deeper than any real tree.
    private static let depthLimit = 64

    let mount: String
    private(set) var directories: [Directory] = []

    init(mount: String) { self.mount = mount }

    /// Whether a directory appeared or vanished since the last ``CgroupTree/rescan(_:)``.
    func isChanged(_ files: any FileSource) -> Bool {
        guard !directories.isEmpty else { return true }
        for index in directories.indices {
            do throws(FileError) {
                guard try files.state(ofDirectory: directories[index].fullPath) == directories[index].state else {
                    return true
                }
            } catch {
                return true
            }
        }
        return false
    }

    /// Walks the whole tree. Parents come before children, and names are in order, so that numbers are given in order.
    mutating func rescan(_ context: inout SampleContext) {
        directories.removeAll(keepingCapacity: true)
        visit("", depth: 0, &context)
    }

    private mutating func visit(_ path: String, depth: Int, _ context: inout SampleContext) {
        let fullPath = mount + path
        do throws(FileError) {
            // The state comes first: what changes while the names are read is seen as a change at the next sample.
            let state = try context.files.state(ofDirectory: fullPath)
            directories.append(Directory(path: path, fullPath: fullPath, state: state))
            guard depth < Self.depthLimit else { return }
            for name in try context.files.subdirectories(of: fullPath).sorted() {
                visit(path + "/" + name, depth: depth + 1, &context)
            }
        } catch {
            if !error.meansAbsent { context.journal.unreadable(fullPath, error) }
        }
    }
}
