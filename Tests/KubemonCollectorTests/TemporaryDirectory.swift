import Glibc
import Testing

/// A directory that goes, with all that is in it, when it goes.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/kubemon-test-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        var pid = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = ["/bin/rm", "-rf", path].map { (word: String) in strdup(word) }
        arguments.append(nil)
        if posix_spawn(&pid, "/bin/rm", nil, nil, &arguments, nil) == 0 { waitpid(pid, nil, 0) }
        for argument in arguments { free(argument) }
    }
}
