import Synchronization

/// A number that several threads change.
final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }
    func add(_ difference: Int) { number.add(difference, ordering: .relaxed) }
}
