import Glibc
import KubemonMetrics
import KubemonProcFS

/// What a sample gives besides numbers: entities that came and went, events, errors.
struct Journal {
    private(set) var lastNumber: UInt32 = 0
    /// Entities that have rows, in ascending order of their number.
    private(set) var alive: [Entity] = []
    private(set) var appeared: [Entity] = []
    private(set) var ended: [UInt32] = []
    private(set) var events: [Event] = []
    private(set) var parseErrors: UInt64 = 0
    /// Wall clock of the sample, for events.
    private var wall: UInt64 = 0
    /// Files that an event has named. Bounded: who can't read a thousand files has been told.
    private var reported: Set<String> = []

    /// Begins a sample: what the last one reported is forgotten.
    mutating func begin(wall: UInt64) {
        self.wall = wall
        appeared.removeAll(keepingCapacity: true)
        ended.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
    }

    /// Gives a new entity the next number. Numbers ascend and are never used again.
    mutating func appear(_ kind: EntityKind, labels: [Entity.Label]) -> Entity {
        lastNumber += 1
        let entity = Entity(number: lastNumber, kind: kind, labels: labels)
        alive.append(entity)
        appeared.append(entity)
        return entity
    }

    /// Ends an entity.
    mutating func end(_ number: UInt32) {
        alive.removeAll { $0.number == number }
        ended.append(number)
    }

    mutating func event(_ kind: Event.Kind, entity: UInt32 = 0, _ text: String) {
        events.append(Event(wall: wall, kind: kind, entity: entity, text: text))
    }

    /// Reports a file that should be readable and is not, once.
    mutating func unreadable(_ path: String, _ error: FileError) {
        guard reported.count < 1000, reported.insert(path).inserted else { return }
        event(.unreadable, "\(path) can't be read: \(String(cString: strerror(error.errno)))")
    }

    /// Counts a file that could not be understood and reports it, once.
    mutating func malformed(_ file: KeptFile, _ error: ParseError) {
        parseErrors += 1
        guard !file.isReported else { return }
        file.isReported = true
        event(.unreadable, "\(file.path), line \(error.line), can't be understood")
    }
}
