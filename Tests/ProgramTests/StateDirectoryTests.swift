import Glibc
import KubemonTransport
import Testing

@testable import kubemon

@Suite("Whose keys are meant")
struct StateDirectoryTests {
    /// A directory, with keys or without, that goes with the test.
    private final class Directory {
        let path: String
        private var lock: Int32 = -1

        init(hasKeys: Bool) throws {
            var name = Array("/tmp/kubemon-test-XXXXXX".utf8CString)
            try #require(mkdtemp(&name) != nil)
            path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if hasKeys { close(open(path + "/keys", O_CREAT | O_WRONLY, 0o600)) }
        }

        /// Takes its lock, as a collector does that runs.
        func run() throws {
            lock = open(path + "/lock", O_CREAT | O_RDWR, 0o600)
            try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        }

        deinit {
            close(lock)
            for name in ["keys", "lock"] { unlink(path + "/" + name) }
            rmdir(path)
        }
    }

    @Test("those of the collector that runs are, whoever asks, else the first that there are")
    func theRunningCollector() throws {
        let (own, other) = (try Directory(hasKeys: true), try Directory(hasKeys: true))
        let empty = try Directory(hasKeys: false)
        #expect(try StateDirectory.ofKeys(among: [own.path, other.path]) == own.path)
        #expect(try StateDirectory.ofKeys(among: [empty.path, other.path]) == other.path)
        #expect(try StateDirectory.ofKeys(among: [empty.path]) == nil)
        try other.run()
        #expect(try StateDirectory.ofKeys(among: [own.path, other.path]) == other.path)
    }

    @Test("where two collectors run, none is chosen and both are named")
    func twoThatRun() throws {
        let directories = [try Directory(hasKeys: true), try Directory(hasKeys: true)]
        for directory in directories { try directory.run() }
        let error = #expect(throws: KeyFileError.self) {
            _ = try StateDirectory.ofKeys(among: directories.map(\.path))
        }
        for directory in directories { #expect(error?.sentence.contains(directory.path) == true) }
    }
}
