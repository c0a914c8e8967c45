import ArgumentParser
import Glibc
import KubemonMetrics
import KubemonRecording

/// `kubemon export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Copy a recording or a part of it into another directory, as differences or rates if wanted.",
        discussion: """
            Reads the recording in DIR, which is never changed, and writes into OUT, which must be new or empty. A recording \
            that is still running is read up to its last commit, at most a second ago. All tables are checked first; from \
            a damaged recording nothing is exported.

            --values delta: a counter becomes the difference to its last value of the same node, run and entity. It is \
            empty in the first row of an entity and where the counter was reset. --values rate: the difference to the row \
            before, per second of monotonic time; the column's name gets '_per_second' behind it. It is empty as well \
            where the row or value before is missing. Gauges stay as they are.

            --from (included) and --to (excluded) are compared with the column time. They are RFC 3339 \
            (2026-11-23T08:41:35Z), a date, or HH:MM[:SS] on the recording's first day, in UTC where no offset is given. \
            entities.csv keeps what was described before --from and still holds.

            --container takes the beginning of an id, a name, or namespace/pod/container. It chooses rows of containers \
            and processes; those of machines, disks and interfaces stay.

            --layout kubemon: the files of the Python original, one per machine, container and process, all values being \
            differences to the row before; see the README.

            While OUT is incomplete it holds a file INCOMPLETE.

            Exit codes: 0 done, 1 not exported (standard error says why), 64 the command line was not understood.
            """)

    @Argument(help: ArgumentHelp("Directory of the recording.", valueName: "dir"))
    var recording: String

    @Argument(help: ArgumentHelp("Directory to write, new or empty.", valueName: "out"))
    var out: String

    @Option(help: ArgumentHelp("What stands for a counter (default: raw).", valueName: "raw|delta|rate"))
    var values: String?

    @Option(
        help: ArgumentHelp(
            "First instant that is exported: 2026-11-23T08:41:35Z, 2026-11-23, or 08:41 on the recording's first day.",
            valueName: "time"))
    var from: String?

    @Option(
        help: ArgumentHelp("First instant that is not exported any more, written as for --from.", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("Only this node; can be repeated.", valueName: "name"))
    var node: [String] = []

    @Option(help: ArgumentHelp("Only this container; can be repeated.", valueName: "id|name"))
    var container: [String] = []

    @Option(help: ArgumentHelp("Which files are made.", valueName: "tables|kubemon"))
    var layout = "tables"

    func validate() throws {
        if let values, ExportOptions.Values(rawValue: values) == nil {
            throw ValidationError("--values is raw, delta or rate, not '\(values)'")
        }
        guard let layout = ExportOptions.Layout(rawValue: layout) else {
            throw ValidationError("--layout is tables or kubemon, not '\(layout)'")
        }
        if layout == .kubemon, values != nil {
            throw ValidationError("--layout kubemon always holds differences; leave out --values")
        }
        for (name, text) in [("--from", from), ("--to", to)] {
            if let text, ExportTime(text) == nil {
                throw ValidationError(
                    "\(name) is a time such as 2026-11-23T08:41:35Z, 2026-11-23 or 08:41, not '\(text)'")
            }
        }
        if (node + container).contains("") { throw ValidationError("--node and --container need a name") }
    }

    func run() throws {
        Signals.unblock()
        var options = ExportOptions()
        options.values = values.flatMap(ExportOptions.Values.init) ?? .raw
        options.layout = ExportOptions.Layout(rawValue: layout) ?? .tables
        options.from = from.flatMap(ExportTime.init)
        options.to = to.flatMap(ExportTime.init)
        options.nodes = node
        options.containers = container
        guard !lies(out, below: recording) else { throw fail(.withinRecording) }
        do throws(ExportError) {
            let files = try RecordingExporter.export(recording, to: out, options)
            let rows = files.reduce(0) { $0 + $1.rows }
            Output.line("wrote \(Counted.text(files.count, "file")) with \(Counted.text(rows, "row")) to \(out)")
        } catch {
            throw fail(error)
        }
    }

    private func fail(_ error: ExportError) -> ExitCode {
        if case .recording(.damaged) = error, let found = try? RecordingCatalog(dataDirectory: recording).list(),
            let newest = found.first
        {
            return Failure.exit("\(recording) is no recording, but holds some; name one, such as \(newest.path)")
        }
        return Failure.exit(error.sentence(recording: recording, out: out))
    }

    /// Whether a directory, or what exists of its path, lies in another, links followed.
    private func lies(_ path: String, below other: String) -> Bool {
        guard let other = realpath(other, nil) else { return false }
        defer { free(other) }
        var rest = path
        while !rest.isEmpty {
            if let found = realpath(rest, nil) {
                defer { free(found) }
                return (String(cString: found) + "/").hasPrefix(String(cString: other) + "/")
            }
            guard let slash = rest.lastIndex(of: "/") else { break }
            rest = String(rest[..<slash])
        }
        // Nothing of a relative path exists, so it begins here.
        return !path.hasPrefix("/") && lies(".", below: String(cString: other))
    }
}
