import ArgumentParser
import KubemonRecording

/// `kubemon verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Examine a recording: sizes, checksums, every row once and in order, every hole declared.",
        discussion: """
            Reads the recording's files and nothing else; a running one is examined up to its last commit. A gap that the \
            recording declares is no error.

            Exit codes: 0 all is well, 1 something is wrong (standard output says what) or there is no such recording, 64 \
            the command line was not understood.
            """)

    /// Most findings that are printed: a changed table can have one in each line.
    private static let limit = 100

    @Argument(help: ArgumentHelp("Directory of the recording.", valueName: "dir"))
    var directory: String

    func run() throws {
        Signals.unblock()
        let findings = RecordingVerifier.verify(directory)
        if case .unreadable(let error) = findings.first, [.missing, .noManifest].contains(error) {
            throw Failure.exit(ExportError.recording(error).sentence(ofPlaying: directory))
        }
        for finding in findings.prefix(Self.limit) { Output.line(finding.sentence(for: directory)) }
        guard findings.isEmpty else {
            if findings.count > Self.limit { Output.line("... and \(findings.count - Self.limit) more.") }
            throw ExitCode.failure
        }
        Output.line("\(directory): every row is as it was written, once and in order; every hole is declared.")
    }
}
