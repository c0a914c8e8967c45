/// One entrance for bytes from outside, as libFuzzer and the replay of the corpus call it.
///
/// A target traps if what it calls traps, or if a property that holds for all bytes does not hold.
public struct FuzzTarget: Sendable {
    /// Name of the target and of its directory in the corpus.
    public let name: String
    /// Feeds bytes to the code under test.
    public let run: @Sendable ([UInt8]) -> Void

    /// All targets.
    public static let all = [
        FuzzTarget(name: "frames", run: Frames.run), FuzzTarget(name: "ingest", run: Ingest.run),
        FuzzTarget(name: "cgroup-path", run: CgroupPath.run), FuzzTarget(name: "kernel-file", run: KernelFiles.run),
        FuzzTarget(name: "csv", run: CSVFiles.run), FuzzTarget(name: "commit", run: Commits.run),
        FuzzTarget(name: "command", run: Commands.run), FuzzTarget(name: "runtime", run: RuntimeAnswers.run),
        FuzzTarget(name: "keys", run: Keys.run), FuzzTarget(name: "console", run: ConsoleFeeds.run),
        FuzzTarget(name: "replay", run: ReplayRows.run), FuzzTarget(name: "settings", run: SettingsFiles.run),
        FuzzTarget(name: "key-file", run: KeyFiles.run), FuzzTarget(name: "spool", run: SpoolFiles.run),
        FuzzTarget(name: "gzip", run: GzipFiles.run),
    ]
}
