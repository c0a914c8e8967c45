import Glibc
import KubemonMetrics
import KubemonProcFS

/// What a sample gives besides numbers: entities that came and went, events, errors.
struct Journal {
    private(set) var lastNumber: UInt32 = 0
    /// Entities that have rows, in ascending order of their number.
    private(set) var alive: [Entity] = []
    /// Entities that appeared or were described anew.
    private(set) var appeared: [Entity] = []
    private var appearedPositions: [UInt32: Int] = [:]
    private(set) var ended: [UInt32] = []
    private(set) var events: [Event] = []
    private(set) var parseErrors: UInt64 = 0
    /// Wall clock of the sample, for events.
    private(set) var wall: UInt64 = 0
    /// Files and other things that an event has named. Bounded: who can't read a thousand files has been told.
    private var reported: Set<String> = []

    /// Begins a sample: what the last one reported is forgotten.
    mutating func begin(wall: UInt64) {
        self.wall = wall
        appeared.removeAll(keepingCapacity: true)
        if !appearedPositions.isEmpty { appearedPositions.removeAll(keepingCapacity: true) }
        ended.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
    }

    /// Gives a new entity the next number. Numbers ascend and are never used again.
    mutating func appear(_ kind: EntityKind, labels: [Entity.Label]) -> Entity {
        lastNumber += 1
        let entity = Entity(number: lastNumber, kind: kind, labels: labels)
        alive.append(entity)
        report(entity)
        return entity
    }

    private mutating func report(_ entity: Entity) {
        appearedPositions[entity.number] = appeared.count
        appeared.append(entity)
    }

    /// Describes an entity anew.
    mutating func amend(_ number: UInt32, labels: [Entity.Label]) {
        guard let index = position(of: number), alive[index].labels != labels else { return }
        alive[index].labels = labels
        if let position = appearedPositions[number] {
            appeared[position] = alive[index]
        } else {
            report(alive[index])
        }
    }

    /// Ends an entity.
    mutating func end(_ number: UInt32) {
        if let index = position(of: number) { alive.remove(at: index) }
        ended.append(number)
    }

    private func position(of number: UInt32) -> Int? {
        var (low, high) = (0, alive.count)
        while low < high {
            let middle = (low + high) / 2
            if alive[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < alive.count && alive[low].number == number ? low : nil
    }

    /// - Parameter wall: when it happened, if not at this sample.
    mutating func event(_ kind: Event.Kind, entity: UInt32 = 0, at wall: UInt64? = nil, _ text: String) {
        events.append(Event(wall: wall ?? self.wall, kind: kind, entity: entity, text: text))
    }

    /// Reports a file that should be readable and is not, once.
    mutating func unreadable(_ path: String, _ error: FileError) {
        sayOnce("\(path) can't be read: \(String(cString: strerror(error.errno)))", about: path)
    }

    /// Reports that something is missing, once for each `subject`.
    mutating func sayOnce(_ text: String, about subject: String) {
        guard reported.count < 1000, reported.insert(subject).inserted else { return }
        event(.unreadable, text)
    }

    /// Counts a file that could not be understood and reports it, once.
    mutating func malformed(_ file: KeptFile, _ error: ParseError) {
        parseErrors += 1
        guard !file.isReported else { return }
        file.isReported = true
        sayOnce("\(file.path), line \(error.line), can't be understood", about: file.path)
    }
}
