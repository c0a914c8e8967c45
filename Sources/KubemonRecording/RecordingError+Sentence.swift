import Glibc

extension RecordingError {
    /// What was wrong and what to do, for people.
    ///
    /// - Parameter recording: its name, as the user knows it.
    public func sentence(for recording: String) -> String {
        switch self {
        case .name(let problem): problem.sentence
        case .notEmpty: "\(recording) exists and is not empty; choose another name."
        case .missing: "There is no recording \(recording); 'kubemon list' shows those there are."
        case .noManifest:
            "\(recording) is no recording, it has no manifest.json; 'kubemon list --data-dir' shows those in a directory."
        case .locked: "\(recording) is being written by another collector; stop that one first."
        case .damaged(let damage):
            "\(recording) is damaged: \(damage.sentence) It is left as it is; start a new recording."
        case .finished: "\(recording) was stopped and can't be continued; start a new recording."
        case .newerFormat(let version):
            "\(recording) has format \(version), which this kubemon does not know; use the version that wrote it."
        case .file(let failure): "\(recording): \(failure.sentence)"
        case .interrupted(let failure):
            "\(recording): \(Self.interruption(failure))"
        case .unknownSource: "\(recording): rows came from a monitor that was not announced; restart the collector."
        case .closed: "\(recording) is not being written any more."
        }
    }

    /// Why a recording is interrupted, where its name stands already.
    public static func interruption(_ failure: FileFailure) -> String {
        "\(failure.sentence) Rows wait with the monitors until writing works again."
    }
}

extension RecordingError.Damage {
    /// What is damaged.
    var sentence: String {
        switch self {
        case .noCommit: "no commit is readable."
        case .manifest: "manifest.json is missing or unreadable."
        case .missingTable(let name): "\(name) is missing."
        case .shortTable(let name): "\(name) is shorter than what was written."
        case .otherFile(let name): "\(name) is not the file that was written, but perhaps a copy."
        case .malformedTable(let name): "\(name) has been changed."
        }
    }
}

extension RecordingNameProblem {
    /// What was wrong with a name and what to do.
    public var sentence: String {
        switch self {
        case .empty: "A recording needs a name."
        case .tooLong: "The name is longer than \(RecordingName.longest) characters; choose a shorter one."
        case .leadingDot: "A name can't begin with a dot; choose another."
        case .badCharacter(let scalar):
            "A name can't hold \(Self.visible(scalar)); use letters, digits, dot, underscore and hyphen."
        case .pathNotAllowed: "Only the operator of the collector may give a path; use a name."
        case .badPath: "The path must name a directory and can't hold '.' or '..'."
        }
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case " ": "a space"
        case "!"..."~": "'\(scalar)'"
        default: "U+" + String(scalar.value, radix: 16, uppercase: true)
        }
    }
}

extension FileFailure {
    /// What failed and why, and what to do where that is known.
    public var sentence: String {
        let action =
            switch call {
            case .open: "a file can't be opened"
            case .makeDirectory: "the directory can't be made"
            case .read: "reading failed"
            case .write: "writing failed"
            case .unpack: "a compressed table can't be unpacked into /var/tmp, or where TMPDIR says"
            case .cut: "a table can't be cut"
            case .synchronize: "the disk did not take the data"
            case .rename: "a file can't be renamed"
            case .remove: "a file can't be removed"
            case .lock: "the lock can't be taken"
            case .status: "a file can't be examined"
            case .list: "the directory can't be listed"
            }
        switch code {
        case EBADMSG where call == .unpack: return "it is no whole file of gzip."
        case ENOSPC, EDQUOT: return "\(action), the disk is full; make room."
        case EROFS: return "\(action), the file system is read-only; choose another place."
        case EACCES, EPERM: return "\(action), permission is missing; choose a directory you may write."
        default: return "\(action): \(Self.message(code))."
        }
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension NameCheck {
    /// The verdict in words, as the start prompt shows it.
    public var sentence: String {
        switch self {
        case .new: "New directory."
        case .empty: "The directory exists and is empty."
        case .notEmpty: "The directory exists and is not empty; choose another name."
        case .notDirectory: "There is a file or link of that name; choose another."
        case .notWritable: "No directory can be made there; choose a place you may write."
        case .invalid(let problem): problem.sentence
        }
    }
}
