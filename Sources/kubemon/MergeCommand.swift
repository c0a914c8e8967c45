import ArgumentParser
import Glibc
import KubemonRecording

/// `kubemon merge`.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join two tables on time and node.",
        discussion: """
            The tables are CSV files with a column 'time', as those of recordings and exports, compressed or not; files of the Python \
            original's layout are joined on 'timestamp'. Where both have a column 'node', rows of the same node are joined.

            All rows of both tables are kept, in the order of time; a row without a partner gets empty cells. One of the \
            tables may have several rows for a time and node (disks.csv): each is joined with the one row of the other. \
            Where a clock was set back and a time is there twice, rows of the same run and seq are joined. Columns that \
            both have get '_1' and '_2' behind their names.

            Needs 32 bytes of memory for every row, so both must be files and no pipes.

            Exit codes: 0 done, 1 not merged (standard error says why), 64 the command line was not understood.
            """)

    @Argument(help: ArgumentHelp("The first table.", valueName: "file1"))
    var first: String

    @Argument(help: ArgumentHelp("The second table.", valueName: "file2"))
    var second: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write into this new file instead of standard output.", valueName: "file"))
    var output: String?

    func run() throws {
        Signals.unblock()
        if let output, access(output, F_OK) == 0 {
            throw Failure.exit("\(output) exists; choose another name with -o")
        }
        let inputs = try [first, second].map(Self.input)
        var isBegun = false
        do throws(MergeError) {
            var merge = try TableMerge(inputs[0], inputs[1])
            let target: Int32
            do throws(FileFailure) { target = try result() } catch { throw .writing(error) }
            isBegun = true
            try merge.run { bytes throws(FileFailure) in try Self.write(bytes, to: target) }
        } catch {
            // Half a table is none.
            if isBegun, let output { unlink(output) }
            throw Failure.exit(error.sentence([first, second], result: output ?? "standard output"))
        }
    }

    /// Where the result goes.
    private func result() throws(FileFailure) -> Int32 {
        guard let output else { return STDOUT_FILENO }
        let descriptor = Glibc.open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileFailure(.open, code: errno) }
        return descriptor
    }

    private static func input(_ path: String) throws -> Int32 {
        var descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        let reason = String(cString: strerror(errno))
        // Compressed tables are called by the name they had.
        if descriptor < 0 { descriptor = Glibc.open(path + ".gz", O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw Failure.exit("\(path) can't be read: \(reason)") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure.exit("\(path) is no file; write it into one first")
        }
        var magic: [UInt8] = [0, 0]
        guard pread(descriptor, &magic, 2, 0) == 2, magic == [0x1F, 0x8B] else { return descriptor }
        defer { close(descriptor) }
        do throws(FileFailure) { return try SystemFiles().unpacked(descriptor) } catch {
            throw Failure.exit("\(path) can't be read: \(error.sentence)")
        }
    }

    private static func write(_ bytes: Span<UInt8>, to descriptor: Int32) throws(FileFailure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.extracting(done..<bytes.count).withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileFailure(.write, code: errno) }
            done += count
        }
    }
}
