import ArgumentParser
import Glibc
import KubemonTransport

/// Where a collector keeps what must survive it.
enum StateDirectory {
    /// The directory that the user chose or the usual one, made if it is missing (mode 0700).
    ///
    /// - Throws: an exit code, after saying why it can't be made.
    static func prepare(_ chosen: String?) throws -> String {
        let path = chosen ?? usual
        guard makeDirectories(path) else {
            throw Failure.exit(
                "the state directory \(path) can't be made: \(String(cString: strerror(errno))); choose another with --state-dir"
            )
        }
        guard access(path, W_OK) == 0 else {
            throw Failure.exit(
                "the state directory \(path) can't be written: \(String(cString: strerror(errno))); choose another with --state-dir"
            )
        }
        return path
    }

    /// Takes the directory for this process until it ends.
    ///
    /// - Returns: whether no other collector has it: two would forget each other's recordings (R15).
    static func lock(_ path: String) -> Bool {
        // Kept open on purpose: the lock goes with the descriptor.
        let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        return descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Where a collector on this machine may keep its keys, most likely first.
    static var candidates: [String] {
        if getenv("KUBEMON_STATE_DIR").map({ $0.pointee != 0 }) == true { return [usual] }
        guard geteuid() == 0 else { return [usual, "/var/lib/kubemon"] }
        // The collector may have been started by the user who now uses sudo.
        guard let user = getenv("SUDO_USER"), let account = getpwnam(user), let home = account.pointee.pw_dir else {
            return [usual]
        }
        return [usual, String(cString: home) + "/.local/state/kubemon"]
    }

    /// Which of the directories holds the keys that a user means who names none: those of the collector that runs, else of
    /// one that has run.
    ///
    /// - Returns: `nil` if none has keys.
    /// - Throws: ``KeyFileError`` if it may be more than one, or can't be found out.
    static func ofKeys(among directories: [String]) throws(KeyFileError) -> String? {
        let running = directories.filter(isInUse)
        guard running.count < 2 else {
            throw KeyFileError(
                "collectors run with the state directories \(running.joined(separator: " and ")); say with --state-dir whose "
                    + "keys are meant")
        }
        if let only = running.first { return only }
        for directory in directories {
            if access(directory + LocalKeys.fileName, F_OK) == 0 { return directory }
            guard errno != EACCES else {
                throw KeyFileError(
                    "there may be keys in \(directory), which this user can't look into; use sudo, or say with --state-dir "
                        + "where else they are")
            }
        }
        return nil
    }

    /// Whether a collector that runs has the directory.
    private static func isInUse(_ path: String) -> Bool {
        let descriptor = open(path + "/lock", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        return descriptor >= 0 && flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// Where a collector keeps its state if nothing else is said.
    static var usual: String {
        variable("KUBEMON_STATE_DIR") ?? usualWithoutVariable
    }

    /// A state directory from the root, as commands in another shell must be told of it; empty if it is the usual one.
    static func named(_ path: String) -> String {
        func absolute(_ path: String) -> String? {
            guard let text = realpath(path, nil) else { return nil }
            defer { free(text) }
            return String(cString: text)
        }
        let found = absolute(path) ?? path
        return found == absolute(usualWithoutVariable) ? "" : found
    }

    private static var usualWithoutVariable: String {
        if geteuid() == 0 { return "/var/lib/kubemon" }
        if let path = variable("XDG_STATE_HOME") { return path + "/kubemon" }
        return (variable("HOME") ?? "/tmp") + "/.local/state/kubemon"
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    private static func makeDirectories(_ path: String) -> Bool {
        var prefix = path.hasPrefix("/") ? "" : "."
        for component in path.split(separator: "/") {
            prefix += "/" + component
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST else { return false }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        errno = ENOTDIR
        return status.st_mode & S_IFMT == S_IFDIR
    }
}
