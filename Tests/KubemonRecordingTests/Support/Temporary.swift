import Glibc

/// A command that failed, or a directory that could not be made.
struct CommandFailure: Error {
    var text: String
}

/// Runs `body` with the path of a new directory and removes the directory.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/kubemon-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw CommandFailure(text: "mkdtemp") }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { _ = try? run("rm -rf \(path)") }
    try body(path)
}

/// Runs a shell command and returns what it prints.
@discardableResult
func run(_ command: String) throws -> String {
    guard let pipe = popen(command, "r") else { throw CommandFailure(text: command) }
    var output: [UInt8] = []
    var byte = fgetc(pipe)
    while byte != EOF {
        output.append(UInt8(truncatingIfNeeded: byte))
        byte = fgetc(pipe)
    }
    guard pclose(pipe) == 0 else { throw CommandFailure(text: command) }
    return String(decoding: output, as: UTF8.self)
}
