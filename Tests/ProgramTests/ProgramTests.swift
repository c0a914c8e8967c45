import Glibc
import Testing

/// Runs the real program, with sockets, signals and pseudo terminals, from Python, which brings a terminal's other end.
@Suite("The real program", .serialized)
struct ProgramTests {
    @Test(
        "does what its end-to-end tests say",
        arguments: ["Recording", "BadInput", "Export", "Security", "Console", "Time"])
    func endToEnd(suite: String) throws {
        let directory = try #require(Self.buildDirectory)
        let (status, output) = try Self.run(
            ["python3", Self.sources + "/EndToEnd/program.py", "--verbose", suite],
            environment: ["KUBEMON=\(directory)/kubemon"])
        #expect(status == 0, Self.printed(output))
    }

    @Test(
        "keeps its promises when spools, disks, files and networks fail",
        arguments: ["Spool", "Disk", "Operation", "Network"])
    func durability(suite: String) throws {
        let directory = try #require(Self.buildDirectory)
        let (status, output) = try Self.run(
            ["python3", Self.sources + "/EndToEnd/durability.py", "--verbose", suite],
            environment: ["KUBEMON=\(directory)/kubemon", "SYNTHETIC=\(directory)/synthetic-monitor"])
        #expect(status == 0, Self.printed(output))
    }

    @Test("R18: loses nothing undeclared and doubles nothing when collector and monitors are killed at random instants")
    func conservation() throws {
        let directory = try #require(Self.buildDirectory)
        let (status, output) = try Self.run(
            ["python3", Self.sources + "/EndToEnd/soak.py", "--kills", "20"],
            environment: ["KUBEMON=\(directory)/kubemon", "SYNTHETIC=\(directory)/synthetic-monitor"])
        #expect(status == 0, Self.printed(output))
    }

    @Test("gives the terminal back as it was, however it ends")
    func terminal() throws {
        let directory = try #require(Self.buildDirectory)
        let (made, state) = try Self.run(["mktemp", "-d"], environment: [])
        try #require(made == 0)
        let path = String(state.prefix { $0 != "\n" })
        let program = [
            "\(directory)/kubemon", "-p", "0", "--control-port", "0", "--state-dir", path, "--data-dir", path + "/data",
        ]
        let (status, output) = try Self.run(
            ["python3", Self.sources + "/EndToEnd/terminal.py", "--quit-keys", "q", "--"] + program, environment: [])
        #expect(status == 0, Self.printed(output))
        _ = try Self.run(["rm", "-rf", path], environment: [])
    }

    @Test("the demo gives the terminal back too, and shows hostile names as harmless ones")
    func demo() throws {
        let directory = try #require(Self.buildDirectory)
        let (status, output) = try Self.run(
            [
                "python3", Self.sources + "/EndToEnd/terminal.py", "--quit-keys", "ql", "--demo", "--",
                "\(directory)/kubemon", "--demo", "--hostile",
            ], environment: [])
        #expect(status == 0, Self.printed(output))
    }

    /// Prints all of what a failed program said: a comment would be cut.
    private static func printed(_ output: String) -> Comment {
        print(output)
        return "see what it printed above"
    }

    /// `Tests` of the repository.
    private static let sources = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()

    /// Where the program lies: beside the tests.
    private static var buildDirectory: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }

    /// A program begins with all signals let in and none ignored, as from a shell. The thread that runs a test blocks nearly
    /// all of them, and what ends on SIGHUP or SIGTERM would stay.
    private static func attributesOfShell() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return attributes
    }

    /// Runs a program and returns its exit status and what it printed.
    private static func run(_ words: [String], environment: [String]) throws -> (status: Int32, output: String) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        var inherited: [String] = []
        var entry = environ
        while let variable = entry.pointee {
            inherited.append(String(cString: variable))
            entry += 1
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { (word: String) in strdup(word) }
        var variables: [UnsafeMutablePointer<CChar>?] = (inherited + environment).map { (text: String) in strdup(text) }
        arguments.append(nil)
        variables.append(nil)
        defer { for pointer in arguments + variables { free(pointer) } }
        var attributes = attributesOfShell()
        var pid = pid_t()
        let result = posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, &variables)
        posix_spawnattr_destroy(&attributes)
        posix_spawn_file_actions_destroy(&actions)
        close(ends[1])
        defer { close(ends[0]) }
        try #require(result == 0, "\(words[0]) can't be started")
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count <= 0 { break }
            output += buffer[..<count]
        }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return (status, String(decoding: output, as: UTF8.self))
    }
}
