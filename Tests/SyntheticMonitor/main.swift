import Glibc
import KubemonAgent
import KubemonTransport
import Logging
import Synthetic

// A monitor of an invented machine, for tests that kill it: its values are a function that the test knows, and each sample
// it has taken stands in a file, so that the test knows what may not be missing.
//
// With a key in KUBEMON_KEY it speaks TLS, else plain TCP.
// Usage: synthetic-monitor HOST PORT NODE TAKEN-FILE [SPOOL-DIRECTORY [SPOOL-BYTES [MEMORY-BYTES]]]

let words = CommandLine.arguments
guard words.count >= 5, let port = Int(words[2]) else {
    print("usage: synthetic-monitor HOST PORT NODE TAKEN-FILE [SPOOL-DIRECTORY [SPOOL-BYTES [MEMORY-BYTES]]]")
    exit(64)
}
let node = words[3]
let taken = open(words[4], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
signal(SIGPIPE, SIG_IGN)

var options = AgentOptions(host: words[1], port: port)
if let key = getenv("KUBEMON_KEY").flatMap({ AccessKey(String(cString: $0)) }) { options.security = .keys([key]) }
if words.count > 5, !words[5].isEmpty { options.spool = words[5] }
if words.count > 6, let size = UInt64(words[6]) { options.spoolSize = size }
if words.count > 7, let size = Int(words[7]) { options.capacity = size }
do {
    let facts = FunctionSource(node: node).facts
    let log = Logger(label: "synthetic") { StreamLogHandler.standardError(label: $0) }
    let agent = try Agent(options, facts: facts, log: log) {
        FunctionSource(node: node) { slot in
            let line = Array("\(slot)\n".utf8)
            _ = write(taken, line, line.count)
        }
    }
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    var received: Int32 = 0
    pthread_sigmask(SIG_BLOCK, &set, nil)
    sigwait(&set, &received)
    agent.stop()
} catch {
    let line = Array("synthetic-monitor: \(error)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(1)
}
