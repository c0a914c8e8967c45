public import KubemonMetrics

/// Writes one recording: rows, commits, gaps, the manifest (recording.md 2).
///
/// One thread owns it. The caller appends items, calls ``commit()`` about once a second or when ``pendingBytes`` exceeds
/// 64 MiB, and acknowledges to the monitors what that returns (R5, R14). After an error ``RecordingError/interrupted(_:)``
/// nothing is accepted until ``recover()`` succeeds; then all sources are opened again and send from what it returns.
///
/// Invariants, kept by every method:
/// - Whatever happens, at any instant one commit file holds a whole commit, and no table is shorter than that says.
/// - The rows of a source depend only on its items, not on when they came or how often (R15).
/// - All rows of a table have as many fields as its header.
public final class RecordingWriter {
    /// What the writer can do at the moment.
    enum Phase: Equatable {
        /// Items are taken.
        case writing
        /// A write failed; only `recover` helps (R16). `commitInDoubt` says that the failure was in a commit file.
        case interrupted(FileFailure, commitInDoubt: Bool)
        /// Finished or closed.
        case ended
    }

    /// When ``pendingBytes`` reaches this, it is time for a ``commit()`` even before the second is over (R14): 64 MiB.
    public static let commitThreshold: UInt64 = 64 << 20

    /// Absolute path of the recording's directory.
    public let path: String
    /// Name of the directory.
    public let name: String
    /// The slots in which it records.
    public let grid: SlotGrid
    /// What the user asked for.
    public internal(set) var options: RecordingOptions
    /// When it was started, ns since 1970 UTC.
    public let start: UInt64

    let files: any FileSystem
    let time: any TimeSource
    /// Version of this kubemon, for the manifest.
    let version: String
    let directory: Int32
    let commitFiles: CommitFiles
    /// Tables by `EntityKind.index`; `nil` for kinds without columns.
    let kindTables: [(columns: KindColumns, file: TableFile)?]
    let entityTable: TableFile
    let eventTable: TableFile
    /// What the manifest says of the tables.
    let tableDescriptions: [ManifestTable]

    var phase = Phase.writing
    var outcome = RecordingSummary.State.recording
    var window: RecordingWindow
    var isStopped = false
    /// All sources ever announced, in that order.
    var sources: [SourceState] = []
    var gaps: [ManifestGap] = []
    /// Gaps whose rows wait for the clock, in the order in which they became known.
    var heldGaps: [HeldGap] = []
    /// The last gap of each node in words.
    var lastGaps: [String: String] = [:]
    /// The sentences on columns that are not recorded, each of which is written once (R12).
    var unknownColumns: Set<String> = []
    /// What could not be read, as it stands in the table since before the last restart or failure: a monitor that finds a
    /// collector which knows nothing of it says it again.
    var standingUnreadable: Set<UnreadableEvent> = []
    /// The last commit.
    var committed: CommitRecord
    var lastCommit: UInt64 = 0
    /// Whether something changed since the last commit that no table shows: sequence numbers, sources, the window.
    var isDirty = true
    var isManifestStale = false
    /// Where which slots are, for those who read while or after it is written (R19).
    let index: ReplayIndexWriter
    /// The numbers that the rows of one kind in one tick begin with.
    var head = LineBuffer(capacity: 256)
    private var isClosed = false

    init(_ parts: RecordingParts) {
        path = parts.path
        name = parts.name
        grid = parts.grid
        options = parts.options
        start = parts.start
        files = parts.files
        time = parts.time
        version = parts.version
        directory = parts.directory
        commitFiles = parts.commitFiles
        kindTables = parts.kindTables
        entityTable = parts.entityTable
        eventTable = parts.eventTable
        tableDescriptions = parts.tableDescriptions
        committed = parts.committed
        window = parts.committed.window
        isStopped = parts.committed.isStopped
        index = ReplayIndexWriter(in: parts.directory, files: parts.files)
    }

    deinit { close() }

    /// All tables, in the order of the commit.
    var tables: [TableFile] { kindTables.compactMap { $0?.file } + [entityTable, eventTable] }

    /// Bytes that the next commit will add; see ``commitThreshold``.
    public var pendingBytes: UInt64 { tables.reduce(0) { $0 + $1.pending } }

    /// The failure that keeps the writer from writing, or `nil` while all is well.
    public var failure: FileFailure? {
        guard case .interrupted(let failure, _) = phase else { return nil }
        return failure
    }

    /// Whether the time that the user asked for with `--for` is over and ``stop()`` is due.
    public var isDue: Bool {
        !isStopped && window.last != .max && grid.slot(at: time.wall()) > window.last
    }

    /// Room on the disk, or `nil` if that can't be known.
    public var space: FreeSpace? { try? files.space(at: directory) }

    /// Gives up the lock and the files without ending the recording: the next start goes on with it (R17). Rows since the
    /// last commit are lost here and must be sent again, so commit first. Further calls throw ``RecordingError/closed``.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        phase = .ended
        commitFiles.close()
        files.close(directory)
    }

    /// Checks that items may be taken.
    func requireWriting() throws(RecordingError) {
        switch phase {
        case .writing: return
        case .interrupted(let failure, _): throw .interrupted(failure)
        case .ended: throw .closed
        }
    }

    /// Runs what writes to tables; a failure interrupts the writer.
    func writing(_ body: () throws(FileFailure) -> Void) throws(RecordingError) {
        do {
            try body()
        } catch {
            phase = .interrupted(error, commitInDoubt: false)
            throw .interrupted(error)
        }
    }
}

@available(*, unavailable)
extension RecordingWriter: Sendable {}
