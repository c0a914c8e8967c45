import KubemonScreen

/// The text of the help window, made from the keymap.
enum HelpText {
    /// The lines for a window of `columns`.
    static func lines(columns: Int) -> [StyledText] {
        let blocks = Dictionary(
            uniqueKeysWithValues: KeyBinding.Section.allCases.map { ($0, block($0, hasCommands: columns >= 62)) })
        func joined(_ sections: [KeyBinding.Section]) -> [StyledText] {
            Array(sections.map { blocks[$0] ?? [] }.joined(separator: [""]))
        }
        var lines: [StyledText] = []
        if columns >= 120 {
            // Two columns of about the same height.
            let left = joined([.move, .time])
            let right = joined([.find, .record, .program]) + [""] + typed
            let width = 59
            for index in 0..<max(left.count, right.count) {
                let first = index < left.count ? left[index] : ""
                let second = index < right.count ? right[index] : ""
                lines.append(first + StyledText(String(repeating: " ", count: max(1, width - first.width))) + second)
            }
        } else {
            lines = joined(KeyBinding.Section.allCases) + [""] + typed
        }
        return lines + [""] + legend(columns: columns)
    }

    private static func block(_ section: KeyBinding.Section, hasCommands: Bool) -> [StyledText] {
        let bindings = Keymap.bindings.filter { $0.section == section }
        return [StyledText(section.rawValue, .heading)]
            + bindings.map { binding in
                let keys = binding.keyNames
                let space = String(repeating: " ", count: max(1, 14 - keys.count))
                var line = StyledText("  " + keys, .key).adding(space + binding.summary)
                if hasCommands, !binding.command.isEmpty {
                    let gap = String(repeating: " ", count: max(2, 28 - binding.summary.count))
                    line.append(gap + binding.usage, .dim)
                }
                return line
            }
    }

    /// The commands that have no key.
    private static var typed: [StyledText] {
        [StyledText("Commands without a key", .heading)]
            + Keymap.typed.map { command in
                let space = String(repeating: " ", count: max(2, 19 - command.usage.count))
                return StyledText("  " + command.usage, .key).adding(space + command.summary)
            }
    }

    private static func legend(columns: Int) -> [StyledText] {
        let entries: [(String, String)] = [
            (
                "AGE",
                "time since the last sample; STALE after 2 intervals (at least 3 s), LOST after 15 s or when closed"
            ),
            ("-", "not available; 0 is a measured zero"),
            ("CPU%core", "100 is one CPU, as in htop and docker stats; CPU%lim: of the limit; CPU%node: of all CPUs"),
            (
                "S",
                "R running, P paused, ! at the limit of an alarm (set in F2); or the kernel's letter of a process"
            ),
            ("?", "in front of a row: its node is STALE, these are its last values"),
            ("LIM THR%", "limit in cores, and periods in which it was reached, of those of the last interval"),
            ("MEMws", "working set: usage - inactive_file, as in docker stats and kubectl top; M% of its LIMIT"),
            ("60s", "CPU of the last minute, up to the limit, else up to one core or the greatest of it"),
            ("RX/s TX/s", "a pod's network is counted in its pause container (POD); with the host's network: -"),
            ("MEM%", "total - available, as the kernel estimates what can be had without swapping"),
            ("PSI", "share of the last 10 s in which some task waited for cpu/memory/io"),
            ("R", "recorded; ! with gaps or without samples at the moment"),
            ("K M G", "binary: 1K is 1024; rates are per second over the time that really passed"),
            ("colours", "yellow from 70 %, red and ! from 90 %; never colour alone"),
            (
                "filter",
                "terms that all must hold: text \"two words\" ~regex ns=web pod=a|b node!=n1 !text cpu>50 mem<=1G age>5m"
            ),
            ("", "signs: = (is part of) != > >= < <=; ! in front is the opposite; Tab completes columns and values"),
            (":", "what stands behind a command may be left out where a key does the same; Tab completes"),
            ("", "start NAME [--note T] [--for D]; step -5, step +60s; a key's name presses it: enter, f5, pgup"),
        ]
        let indent = 13
        return [StyledText("What it says", .heading)]
            + entries.flatMap { name, text in
                // The frame takes two columns on both sides.
                WrappedText.lines(of: text, width: max(20, columns - 4 - indent)).enumerated().map { index, line in
                    let head = "  " + (index == 0 ? name : "")
                    return StyledText(head, .strong).adding(
                        String(repeating: " ", count: max(1, indent - head.count)) + line)
                }
            }
    }
}
