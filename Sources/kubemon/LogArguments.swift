import ArgumentParser
import Logging

/// Where log lines go and what they look like.
struct LogArguments: ParsableArguments {
    /// What a log line looks like.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(
        name: .customLong("log"),
        help: ArgumentHelp(
            "Append log lines to this file instead of standard error; SIGHUP opens it anew.", valueName: "file"))
    var path: String?

    @Option(
        name: .customLong("log-format"),
        help: ArgumentHelp(
            "What log lines look like: text, or json with a field for each fact.", valueName: "text|json"))
    var format = Format.text

    /// A logger, and the file it writes to; neither writes anything while a console without `--log` is on.
    ///
    /// - Throws: an exit code, after saying why the file can't be written.
    func open(isSilent: Bool) throws -> (Logger, LogFile?) {
        if isSilent, path == nil { return (Logger(label: "kubemon") { _ in SwiftLogNoOpLogHandler() }, nil) }
        do throws(Failure) {
            let file = try LogFile(path: path)
            let isJSON = format == .json
            return (Logger(label: "kubemon") { [file] _ in LineLog(file: file, isJSON: isJSON) }, file)
        } catch { throw Failure.exit(error.sentence) }
    }
}
