import Glibc
import KubemonScreen

/// Which theme is shown: the user's, else that for the ground which the terminal or its environment says it has, else dark.
struct ThemeChoice {
    /// How long the first frame waits for the terminal's answers; a switch afterwards is better than a late frame.
    static let firstPatience = Duration.milliseconds(30)
    /// How long after a question its answers are waited for when the shell gets the terminal: it would be typed there.
    static let lastPatience = Duration.milliseconds(500)

    /// What the user wants; `nil` follows the ground.
    var wanted: TerminalOptions.Theme?
    private let canAsk: Bool
    private let usual: TerminalOptions.Theme
    private var questions = 0
    private var asked = ContinuousClock.now

    /// - Parameter environment: what `COLORFGBG` says.
    init(_ wanted: TerminalOptions.Theme?, terminal name: String, colours: Int, environment: String?) {
        self.wanted = wanted
        // Without colours all themes look the same. Consoles of systems know no such question, and some print it.
        let consoles = ["linux", "ansi", "cons", "dumb", "eterm", "sun", "vt1", "vt2", "vt3", "vt4", "vt5"]
        canAsk = colours >= 8 && !consoles.contains(where: name.hasPrefix)
        usual = environment.flatMap { Background.theme(environment: $0) } ?? .dark
    }

    /// The theme to show, with what the terminal has said until now.
    func theme(_ answers: KeyDecoder) -> TerminalOptions.Theme { wanted ?? answers.theme ?? usual }

    /// Whether nothing was asked yet.
    var isNew: Bool { questions == 0 }

    /// What to ask the terminal now; empty if the ground does not matter or it would not understand.
    mutating func question() -> String {
        guard wanted == nil, canAsk else { return "" }
        questions += 1
        asked = .now
        return Background.question
    }

    /// Waits until the terminal has answered what it was asked, at most `patience` from the last question on.
    ///
    /// - Returns: the keys that came meanwhile.
    func awaitAnswers(_ patience: Duration, from descriptor: Int32, _ decoder: inout KeyDecoder) -> [Key] {
        var keys: [Key] = []
        while let left = timeLeft(of: patience, decoder) {
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&ready, 1, left)
            if count < 0, errno == EINTR { continue }
            guard count > 0, decoder.read(from: descriptor) > 0 else { break }
            while let key = decoder.next() { keys.append(key) }
        }
        return keys
    }

    /// Milliseconds, or `nil` if they are over or nothing is left to wait for.
    private func timeLeft(of patience: Duration, _ answers: KeyDecoder) -> Int32? {
        guard answers.deviceAnswers < questions else { return nil }
        let left = patience - (.now - asked)
        return left > .zero ? Int32(left / .milliseconds(1)) + 1 : nil
    }
}
