/// A file or directory in memory: what programs see, and what is on the disk.
final class MemoryFile {
    /// Something that was done since the last synchronization.
    enum Change {
        case write([UInt8], offset: Int)
        case cut(Int)
        case link([(String, MemoryFile?)])
    }

    /// How much of a change reached the disk before a power cut.
    enum Part {
        case none
        case all
        /// The first bytes of a write.
        case first(Int)
    }

    let inode: UInt64
    let isDirectory: Bool
    var data: [UInt8] = []
    var durable: [UInt8] = []
    var children: [String: MemoryFile] = [:]
    var durableChildren: [String: MemoryFile] = [:]
    var pending: [Change] = []
    /// What reading it fails with.
    var readFailure: Int32?

    init(inode: UInt64, isDirectory: Bool) {
        self.inode = inode
        self.isDirectory = isDirectory
    }

    /// Bytes of all files below.
    var size: Int { data.count + children.values.reduce(0) { $0 + $1.size } }

    func write(_ bytes: [UInt8], at offset: Int) {
        Self.write(bytes, at: offset, into: &data)
        pending.append(.write(bytes, offset: offset))
    }

    func cut(to length: Int) {
        Self.cut(&data, to: length)
        pending.append(.cut(length))
    }

    func link(_ names: [(String, MemoryFile?)]) {
        for (name, file) in names { children[name] = file }
        pending.append(.link(names))
    }

    func synchronize() {
        // Pages that an error dropped are not written again: only what is pending goes to the disk.
        for change in pending { apply(change, .all) }
        pending = []
    }

    func forgetPending() { pending = [] }

    /// Goes back to what is on the disk; `part` decides about each change that was not synchronized.
    func crash(_ part: (Int) -> Part) {
        for change in pending {
            switch change {
            case .write(let bytes, _): apply(change, part(bytes.count))
            case .cut: apply(change, part(0))
            case .link:
                // The journal keeps the order of names: after the first that is lost, all are.
                guard case .none = part(0) else {
                    apply(change, .all)
                    continue
                }
                pending = []
            }
            if pending.isEmpty { break }
        }
        pending = []
        data = durable
        children = durableChildren
        for child in children.values.sorted(by: { $0.inode < $1.inode }) { child.crash(part) }
    }

    private func apply(_ change: Change, _ part: Part) {
        switch (change, part) {
        case (_, .none): break
        case (.write(let bytes, let offset), .all): Self.write(bytes, at: offset, into: &durable)
        case (.write(let bytes, let offset), .first(let count)):
            Self.write(Array(bytes.prefix(count)), at: offset, into: &durable)
        case (.cut(let length), _): Self.cut(&durable, to: length)
        case (.link(let names), _): for (name, file) in names { durableChildren[name] = file }
        }
    }

    private static func write(_ bytes: [UInt8], at offset: Int, into data: inout [UInt8]) {
        if data.count < offset + bytes.count { cut(&data, to: offset + bytes.count) }
        data.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }

    private static func cut(_ data: inout [UInt8], to length: Int) {
        if data.count > length {
            data.removeLast(data.count - length)
        } else {
            data += [UInt8](repeating: 0, count: length - data.count)
        }
    }
}
