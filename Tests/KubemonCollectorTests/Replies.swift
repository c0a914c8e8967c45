import KubemonProtocol
import KubemonSystem
import Synchronization

/// Replies, from whatever thread they come.
final class Replies: Sendable {
    private let replies = Mutex<[CommandReply]>([])
    private let changed = Wakeup()

    func add(_ reply: CommandReply) {
        replies.withLock { $0.append(reply) }
        changed.signal()
    }

    /// Waits for so many; all that there are after a minute.
    func wait(_ count: Int) -> [CommandReply] {
        for _ in 0..<600 where replies.withLock({ $0.count }) < count { changed.wait(milliseconds: 100) }
        return replies.withLock { $0 }
    }
}
