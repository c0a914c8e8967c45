import Glibc
import KubemonMetrics
import Logging

/// Log lines with their time, one write each, to standard error or a file; nowhere while a console without `--log` is on.
struct LineLog: LogHandler {
    let descriptor: Int32
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    /// A log to the file at `path`, to standard error if there is none, or nowhere.
    ///
    /// - Throws: ``Failure`` if the file can't be written.
    static func logger(path: String?, isSilent: Bool) throws(Failure) -> Logger {
        var descriptor = isSilent ? -1 : STDERR_FILENO
        if let path {
            descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw Failure(sentence: "the log file \(path) can't be written: \(String(cString: strerror(errno)))")
            }
        }
        return Logger(label: "kubemon") { [descriptor] _ in LineLog(descriptor: descriptor) }
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard descriptor >= 0 else { return }
        let word = event.level >= .warning ? "\(event.level): " : ""
        var line = Array("\(TimeOfDay.text(SystemTime().wall())) \(word)\(event.message)\n".utf8)
        _ = write(descriptor, &line, line.count)
    }
}
