import Glibc

/// What happens at the signals that ncurses takes for itself, to be put back after it did.
struct SavedSignals {
    private static let numbers = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH]
    private let actions: [sigaction]

    init() {
        actions = Self.numbers.map { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            return action
        }
    }

    func restore() {
        for (number, action) in zip(Self.numbers, actions) {
            var action = action
            sigaction(number, &action, nil)
        }
    }
}
