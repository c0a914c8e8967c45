import KubemonDashboard
import KubemonDemo
import KubemonScreen
import Testing

@Suite("The keymap")
struct KeymapTests {
    @Test("every action has a key, and no key has two actions")
    func isComplete() {
        #expect(Set(Keymap.bindings.map(\.action)) == Set(Action.allCases))
        let keys = Keymap.bindings.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        for binding in Keymap.bindings {
            for key in binding.keys { #expect(Keymap.action(of: key) == binding.action) }
        }
    }

    @Test("help says every key and every command", arguments: [80, 120])
    func isDocumented(columns: Int) {
        let fleet = FakeFleet.snapshot()
        var state = DashboardState()
        _ = state.handle(.resize(rows: 150, columns: columns), snapshot: fleet)
        _ = state.handle(.key(.character("?")), snapshot: fleet)
        let frame = Dashboard.render(state, fleet, rows: 150, columns: columns)
        let text = (0..<150).map(frame.text(ofRow:)).joined(separator: "\n")
        for binding in Keymap.bindings {
            #expect(text.contains(binding.summary), "\(binding.summary)")
            #expect(text.contains(binding.keyNames), "\(binding.keyNames)")
            if !binding.command.isEmpty { #expect(text.contains(binding.usage), "\(binding.usage)") }
        }
        for command in Keymap.typed {
            #expect(text.contains(command.usage) && text.contains(command.summary), "\(command.usage)")
        }
        // So that the commands stand below each other.
        #expect(Keymap.bindings.allSatisfy { $0.keyNames.count <= 13 && $0.summary.count <= 26 })
    }

    @Test("every command name is known and opens what its key opens")
    func commandsWork() {
        for binding in Keymap.bindings where !binding.command.isEmpty {
            #expect(Keymap.action(named: binding.command) == binding.action)
            #expect(Keymap.commandNames.contains(binding.command))
        }
    }

    @Test("every key has a command of its own, which the name of the key stands for too")
    func everyKeyHasACommand() {
        // `:` itself opens the command line.
        let bindings = Keymap.bindings.filter { $0.action != .command }
        #expect(bindings.allSatisfy { !$0.command.isEmpty })
        #expect(Set(bindings.map(\.command) + Keymap.typed.map(\.name)).count == bindings.count + Keymap.typed.count)
        #expect(Set(Keymap.commandNames).count == Keymap.commandNames.count)
        for (name, action) in [
            ("enter", Action.open), ("esc", .back), ("pgup", .pageUp), ("end", .last), ("f5", .tree), ("G", .last),
            ("ctrl-u", .halfUp),
        ] { #expect(Keymap.action(named: name) == action, "\(name)") }
    }

    @Test("movement commands do what their keys do")
    func moves() {
        var console = Console()
        func run(_ command: String) -> String {
            console.press(.character(":"))
            console.type(command)
            console.press(.enter)
            return console.selected
        }
        #expect(run("down").contains("node-02") && run("last").contains("node-04") && run("up").contains("node-03"))
        #expect(run("first").contains("node-01") && run("page-down").contains("node-04"))
        _ = run("home")
        _ = run("enter")
        #expect(console.tabs.contains("(node-01)"))
        _ = run("back")
        #expect(console.tabs.contains("4 nodes"))
    }

    @Test("Esc never quits, nor does any key but those of quit", arguments: [true, false])
    func quitsOnlyOnQuit(isRecording: Bool) {
        let fleet = FakeFleet.snapshot(isRecording: isRecording)
        for binding in Keymap.bindings {
            for key in binding.keys {
                var state = DashboardState()
                let effects = state.handle(.key(key), snapshot: fleet)
                #expect(effects.contains(.quit) == (binding.action == .quit && !isRecording), "\(key.name)")
                #expect(!effects.contains(.stopRecording), "\(key.name)")
            }
        }
    }

    @Test("any keys in any order are survived", arguments: 0..<12)
    func survivesRandomKeys(seed: UInt64) {
        var random = Random(state: seed)
        var state = DashboardState()
        let keys =
            Keymap.bindings.flatMap(\.keys) + Scene.typed("xy1/~(>=abc ") + [.delete, .paste("a\u{1B}b"), .resize]
        var fleet = FakeFleet.snapshot()
        for step in 0..<400 {
            if step % 50 == 0 {
                let elapsed = UInt64(step) * 100_000_000
                fleet = FakeFleet.snapshot(elapsed: elapsed, isRecording: step % 100 == 0, isHostile: step % 150 == 0)
            }
            if random.next() % 40 == 0 {
                _ = state.handle(
                    .resize(rows: Int(random.next() % 60), columns: Int(random.next() % 200)), snapshot: fleet)
            }
            let key =
                random.next() % 20 == 0
                ? Key.click(row: Int(random.next() % 40), column: Int(random.next() % 130))
                : keys[Int(random.next() % UInt64(keys.count))]
            _ = state.handle(.key(key), snapshot: fleet)
            if step % 10 == 0 {
                let frame = Dashboard.render(state, fleet, rows: 30, columns: 100)
                #expect(frame.cells.count == 3_000, "seed \(seed)")
            }
        }
    }
}

/// A generator whose numbers follow from its seed.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
