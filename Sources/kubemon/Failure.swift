import ArgumentParser
import Glibc

/// Something could not be done: one sentence on standard error.
struct Failure: Error {
    let sentence: String

    /// Says it and gives the error that ends the program with an exit code, 1 if no other is given.
    static func exit(_ sentence: String, _ code: ExitCode = .failure) -> ExitCode {
        Output.error("kubemon: " + sentence)
        return code
    }
}

/// Lines on standard output and standard error, written at once.
enum Output {
    static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = ArraySlice(text.utf8)
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
