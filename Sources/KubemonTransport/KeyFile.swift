import Glibc

/// The keys that a collector knows, as they stand in the file `keys` of its state directory.
///
/// A text file of mode 0600, a line per key: `km1:<identity>:<secret> role=monitor node=n1 created=<time>`. Deleting a line
/// revokes the key. Empty lines and lines that begin with `#` say nothing.
public struct KeyFile: Sendable, Equatable {
    /// A line of the file.
    public struct Entry: Sendable, Equatable {
        /// The key.
        public var key: AccessKey
        /// What it is good for.
        public var grant: Grant
        /// When it was made (RFC 3339); empty if the line does not say.
        public var created = ""
    }

    /// Random number of the collector, by which clients on the same machine tell collectors apart. No secret.
    public private(set) var collector = ""
    /// The keys, oldest first.
    public private(set) var entries: [Entry] = []

    private static let longestFile = 4 << 20

    /// An empty file of a new collector.
    private init() { collector = Self.number }

    private static var number: String { String(UInt64.random(in: 1...UInt64.max), radix: 16) }

    /// A new collector's keys: one of each role.
    public static func makeNew(at time: String) -> KeyFile {
        var file = KeyFile()
        for role in Grant.Role.allCases { _ = file.add(role: role, node: nil, at: time) }
        return file
    }

    /// Adds a key with a random secret.
    public mutating func add(role: Grant.Role, node: String?, at time: String) -> AccessKey {
        let number = String(UInt64.random(in: 0x1000_0000...0xFFFF_FFFF), radix: 16)
        let key = AccessKey(identity: "\(role.rawValue)-\(number)")
        let grant = Grant(identity: key.identity, role: role, node: node)
        entries.append(Entry(key: key, grant: grant, created: time))
        return key
    }

    /// Takes a key out.
    ///
    /// - Returns: whether there was one of that name.
    public mutating func remove(_ identity: String) -> Bool {
        let count = entries.count
        entries.removeAll { $0.key.identity == identity }
        // Without a key the number tells the file from one that was emptied by accident.
        if entries.isEmpty, collector.isEmpty { collector = Self.number }
        return entries.count < count
    }

    // MARK: Text

    /// Reads the text of a file.
    ///
    /// - Parameter path: only for the error's sentence.
    /// - Throws: ``KeyFileError``, which names the line.
    public init(text: String, path: String) throws(KeyFileError) {
        // By scalars: a string takes the line end of another system for one character, which is no newline.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
        var identities: Set<String> = []
        for (index, line) in lines.enumerated() {
            let words = line.split { $0 == " " || $0 == "\r" }
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let problem: String
            if first == "collector", words.count == 2 {
                collector = String(words[1].prefix(64))
                continue
            } else if let entry = Self.entry(words) {
                guard !identities.insert(entry.key.identity).inserted else {
                    entries.append(entry)
                    continue
                }
                problem = "has a key '\(entry.key.identity)' that stands in an earlier line too"
            } else {
                problem = "is no key; it must be as 'kubemon key create' wrote it"
            }
            throw KeyFileError("line \(index + 1) of \(path) \(problem); mend the line or delete it")
        }
        // An editor or a full disk has emptied it: nobody revokes all keys in this way.
        guard !entries.isEmpty || !collector.isEmpty else {
            throw KeyFileError("\(path) holds no keys; delete the file for new ones at the next start")
        }
    }

    private static func entry(_ words: [Substring]) -> Entry? {
        guard let key = AccessKey(words[0]) else { return nil }
        var (role, node, created): (Grant.Role?, String?, String) = (nil, nil, "")
        for word in words.dropFirst() {
            guard let sign = word.firstIndex(of: "=") else { return nil }
            let value = String(word[word.index(after: sign)...])
            switch word[..<sign] {
            case "role": role = Grant.Role(rawValue: value)
            case "node": node = value
            case "created": created = value
            default: return nil
            }
        }
        guard let role, node?.isEmpty != true else { return nil }
        return Entry(
            key: key, grant: Grant(identity: key.identity, role: role, node: node), created: created)
    }

    /// The file as it is written.
    var text: String {
        "# The keys that this collector knows, a line per key. Deleting a line revokes its key.\n"
            // A file that somebody made may lack it, and is to be read again.
            + (collector.isEmpty ? "" : "collector \(collector)\n")
            + entries.map { entry in
                entry.key.text + " role=\(entry.grant.role.rawValue)" + (entry.grant.node.map { " node=\($0)" } ?? "")
                    + (entry.created.isEmpty ? "" : " created=\(entry.created)") + "\n"
            }.joined()
    }

    // MARK: Files

    /// Reads the file at `path`.
    ///
    /// - Returns: `nil` if there is none.
    /// - Throws: ``KeyFileError``.
    public static func read(_ path: String) throws(KeyFileError) -> KeyFile? {
        guard let text = try SecretFile.read(path, limit: longestFile, hiddenFromGroup: true) else { return nil }
        return try KeyFile(text: text, path: path)
    }

    /// Changes the file at `path` in one step; others that do the same wait. A file that is missing begins with one key of
    /// each role.
    ///
    /// - Parameter time: when (RFC 3339), for keys that are made.
    /// - Throws: ``KeyFileError``.
    @discardableResult
    public static func change<Result>(
        _ path: String, at time: String, _ body: (inout KeyFile) -> Result
    ) throws(KeyFileError) -> Result {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let lock = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw .system(directory, "opened") }
        defer { close(lock) }
        var status = stat()
        guard fstat(lock, &status) == 0, status.st_mode & 0o022 == 0 else {
            throw KeyFileError("others can write into \(directory), where the keys are; run: chmod go-w \(directory)")
        }
        guard flock(lock, LOCK_EX) == 0 else { throw .system(directory, "locked") }
        let before = try read(path)
        var file = before ?? makeNew(at: time)
        let result = body(&file)
        if file != before { try SecretFile.replace(path, with: file.text) }
        return result
    }
}
