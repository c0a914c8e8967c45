import Glibc

extension FileSystem {
    /// Writes all of `bytes` at `offset`; a short write is continued.
    package func writeAll(_ bytes: Span<UInt8>, to file: Int32, at offset: UInt64) throws(FileFailure) {
        var done = 0
        while done < bytes.count {
            let count = try write(bytes.extracting(done..<bytes.count), to: file, at: offset + UInt64(done))
            // A write of nothing that is no error would go on for ever.
            guard count > 0 else { throw FileFailure(.write, code: ENOSPC) }
            done += count
        }
    }

    /// The bytes of an open file; not more than `limit`.
    package func readAll(_ file: Int32, limit: Int) throws(FileFailure) -> [UInt8] {
        var contents: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while contents.count < limit {
            let count = try read(into: &chunk, from: file, at: UInt64(contents.count))
            guard count > 0 else { break }
            contents.append(contentsOf: chunk[..<min(count, limit - contents.count)])
        }
        return contents
    }

    /// The bytes of a small file, or `nil` if there is none.
    package func contents(of name: String, in directory: Int32, limit: Int = 64 << 20) throws(FileFailure) -> [UInt8]? {
        do {
            let file = try open(name, in: directory, for: .read)
            defer { close(file) }
            return try readAll(file, limit: limit)
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }

    /// Name of the file that is to become `name`.
    static func temporaryName(of name: String) -> String { "." + name + ".new" }

    /// Replaces a small file: readers see the old or the new one, and the new one is on the disk on return.
    package func replace(_ name: String, in directory: Int32, with bytes: [UInt8]) throws(FileFailure) {
        let temporary = Self.temporaryName(of: name)
        do {
            try remove(temporary, in: directory)
        } catch {
            guard error.code == ENOENT else { throw error }
        }
        let file = try open(temporary, in: directory, for: .create)
        defer { close(file) }
        try writeAll(bytes.span, to: file, at: 0)
        try synchronize(file: file)
        try rename(temporary, to: name, in: directory)
        try synchronize(directory: directory)
    }

    /// Opens the directory `name` in `directory` and makes it, durably, if it is missing.
    package func openOrMake(_ name: String, in directory: Int32) throws(FileFailure) -> Int32 {
        do {
            return try open(name, in: directory, for: .directory)
        } catch {
            guard error.code == ENOENT else { throw error }
        }
        do {
            try makeDirectory(name, in: directory)
        } catch {
            // Another process may have been faster.
            guard error.code == EEXIST else { throw error }
        }
        try synchronize(directory: directory)
        return try open(name, in: directory, for: .directory)
    }

    /// Opens the directory at an absolute path. What exists of the path is taken as the operator gave it; from the first
    /// missing component on, each is made.
    package func openOrMake(path: String) throws(FileFailure) -> Int32 {
        do {
            return try open(path: path)
        } catch {
            guard error.code == ENOENT, path != "/" else { throw error }
        }
        let (parentPath, name) = DataDirectory.split(path)
        let parent = try openOrMake(path: parentPath)
        defer { close(parent) }
        return try openOrMake(name, in: parent)
    }

    /// The checksum of the first `length` bytes of an open file, or of all if there are fewer.
    func checksum(of file: Int32, length: UInt64) throws(FileFailure) -> CRC32C {
        var checksum = CRC32C()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset: UInt64 = 0
        while offset < length {
            let count = Int(min(UInt64(try read(into: &buffer, from: file, at: offset)), length - offset))
            guard count > 0 else { break }
            checksum.update(buffer.span.extracting(0..<count))
            offset += UInt64(count)
        }
        return checksum
    }

    /// `path` from the root.
    package func absolute(_ path: String) -> String {
        if path.utf8.first == UInt8(ascii: "/") { return path }
        let trimmed = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return currentDirectory() + "/" + trimmed
    }
}
