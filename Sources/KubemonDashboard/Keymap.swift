public import KubemonScreen

/// The keys of the console: the only place that says which key does what. Help, function bar and command names follow.
public enum Keymap {
    /// All bindings, in the order of help.
    public static let bindings: [KeyBinding] = move + find + time + record + program

    /// What a key does, or `nil`.
    public static func action(of key: Key) -> Action? { actions[key] }

    /// What a command name does, or `nil`. The name of a key is one too: `enter`, `f5`, `pgup`.
    public static func action(named name: String) -> Action? {
        let binding =
            bindings.first { $0.command == name }
            ?? bindings.first {
                $0.keys.contains { $0.name == name || $0.name.count > 1 && $0.name.lowercased() == name }
            }
        return binding?.action ?? aliases[name]
    }

    /// Commands without a key: the console's own, and those that the collector answers.
    public static let typed: [TypedCommand] = [
        .init("window", "TIME", "length of the graphs: 10m"),
        .init("set", "NAME VALUE", "changes a setting and keeps it"),
        .init("status", "", "how collector and recording are"),
        .init("instances", "", "who is connected, and kinds"),
        .init("daemons", "", "nodes, their addresses, kinds, keys"),
        .init("alive", "", "whether the collector answers"),
        .init("sampling", "TIME", "how often all monitors sample"),
        .init("forget", "NODE", "takes a lost node off the screen"),
    ]

    /// The names that the command line completes: the console's own and the verbs of the command port.
    public static let commandNames: [String] =
        (bindings.map(\.command).filter { !$0.isEmpty } + typed.map(\.name)).sorted()
    /// Bindings with a place in the function bar.
    static let bar = bindings.filter { !$0.label.isEmpty }

    private static let aliases: [String: Action] = [
        "ctr": .viewContainers, "proc": .viewProcesses, "rec": .viewRecordings, "mon": .viewMonitors, "q": .quit,
        "interval": .interval,
    ]

    private static let actions: [Key: Action] = Dictionary(
        bindings.flatMap { binding in binding.keys.map { ($0, binding.action) } },
        uniquingKeysWith: { first, _ in first })

    private static let move: [KeyBinding] = [
        .init(.up, [.up, .character("k")], "up", "row up", .move),
        .init(.down, [.down, .character("j")], "down", "row down", .move),
        .init(.pageUp, [.pageUp], "page-up", "page up", .move),
        .init(.pageDown, [.pageDown], "page-down", "page down", .move),
        .init(.halfUp, [.control("u")], "half-up", "half a page up", .move),
        .init(.halfDown, [.control("d")], "half-down", "half a page down", .move),
        .init(.first, [.home, .character("g")], "first", "first row", .move),
        .init(.last, [.end, .character("G")], "last", "last row", .move),
        .init(.columnsLeft, [.left], "left", "columns to the left", .move),
        .init(.columnsRight, [.right], "right", "columns to the right", .move),
        .init(.open, [.enter], "open", "open what is below; replay", .move),
        .init(.back, [.escape, .backspace], "back", "close, clear filter, go up", .move),
        .init(.viewNodes, [.character("1")], "nodes", "nodes", .move),
        .init(.viewContainers, [.character("2")], "containers", "containers", .move),
        .init(.viewProcesses, [.character("3")], "processes", "processes", .move),
        .init(.viewDetail, [.character("4")], "detail", "graphs of the selected row", .move),
        .init(.viewRecordings, [.character("5")], "recordings", "recordings", .move),
        .init(.viewMonitors, [.character("6")], "monitors", "monitors", .move),
        .init(.viewEvents, [.character("7")], "events", "events", .move),
        .init(.nextView, [.tab], "tab", "next view", .move),
        .init(.previousView, [.backTab], "tab-back", "previous view", .move),
        .init(.maximise, [.character("e")], "expand", "maximise the lower pane", .move),
    ]

    private static let find: [KeyBinding] = [
        .init(
            .filter, [.character("/"), .function(4)], "filter", "filter: text ~regex cpu>50", .find, label: "Filter",
            argument: "TERMS"),
        .init(.search, [.function(3)], "search", "search", .find, label: "Search", argument: "TEXT"),
        .init(.searchNext, [.character("n")], "match", "next match", .find),
        .init(.searchPrevious, [.character("p")], "match-back", "previous match", .find),
        .init(.sortMenu, [.character("s"), .function(6)], "sort", "sort menu", .find, label: "Sort", argument: "NAME"),
        .init(.sortPrevious, [.character("<")], "sort-left", "sort column to the left", .find),
        .init(.sortNext, [.character(">")], "sort-right", "sort column to the right", .find),
        .init(.reverse, [.character("r")], "reverse", "reverse the order", .find),
        .init(.sortCPU, [.character("C"), .character("P")], "sort-cpu", "sort by CPU", .find),
        .init(.sortMemory, [.character("M")], "sort-memory", "sort by memory", .find),
        .init(.sortDisk, [.character("D")], "sort-disk", "sort by disk", .find),
        .init(.sortNetwork, [.character("N")], "sort-network", "sort by network", .find),
        .init(.sortThrottled, [.character("T")], "sort-thr", "sort by throttling", .find),
        .init(.tree, [.character("t"), .function(5)], "tree", "tree; + unfolds, - folds", .find, label: "Tree"),
        .init(.active, [.character("a")], "active", "only rows that used CPU", .find),
        .init(.follow, [.character("F")], "follow", "stay with this row", .find),
        .init(.cpuBase, [.character("%")], "base", "CPU% of core, limit, node", .find),
    ]

    private static let time: [KeyBinding] = [
        .init(.pause, [.character("z"), .character("Z")], "pause", "pause the screen; play", .time),
        .init(.sampleBack, [.character("[")], "step-back", "one sample back", .time),
        .init(.sampleForward, [.character("]")], "step", "one sample forward", .time, argument: "N"),
        .init(.minuteBack, [.character("{")], "minute-back", "one minute back", .time),
        .init(.minuteForward, [.character("}")], "minute", "one minute forward", .time),
        .init(.eventBack, [.character("(")], "previous", "previous event or marker", .time, argument: "TEXT"),
        .init(.eventForward, [.character(")")], "next", "next event or marker", .time, argument: "TEXT"),
        .init(.goto, [.character("b")], "goto", "go to a time: -90s 14:01", .time, argument: "TIME"),
        .init(.live, [.character("`")], "live", "back to live", .time),
        .init(.speed, [.character("x")], "speed", "speed of a replay", .time, argument: "N"),
        .init(.zoomIn, [.character("+")], "zoom-in", "shorter graph; unfold tree", .time),
        .init(.zoomOut, [.character("-")], "zoom-out", "longer graph; fold tree", .time),
        .init(.zoomReset, [.character("=")], "zoom-reset", "graph of 5 minutes", .time),
    ]

    private static let record: [KeyBinding] = [
        .init(
            .mark, [.character("m"), .function(7)], "mark", "set a marker", .record, label: "Mark", argument: "TEXT"),
        .init(
            .record, [.character("R"), .function(8)], "start", "start recording (asks)", .record, label: "Record",
            argument: "NAME"),
        .init(.stop, [.character("X"), .function(9)], "stop", "stop recording (key asks)", .record, label: "Stop"),
        .init(.save, [.control("s")], "save", "save this table as CSV", .record, argument: "NAME"),
    ]

    private static let program: [KeyBinding] = [
        .init(.help, [.character("?"), .character("h"), .function(1)], "help", "this help", .program, label: "Help"),
        .init(.setup, [.function(2)], "setup", "settings", .program, label: "Setup"),
        .init(.command, [.character(":")], "command line", .program),
        .init(.interval, [.character("i")], "refresh", "refresh of the screen only", .program, argument: "TIME"),
        .init(.redraw, [.control("l")], "redraw", "draw the screen again", .program),
        .init(.mouse, [.function(12)], "mouse", "mouse on, off", .program, argument: "off"),
        .init(.quit, [.character("q"), .function(10), .control("c")], "quit", "quit", .program, label: "Quit"),
        .init(.suspend, [.control("z")], "suspend", "to the shell, fg returns", .program),
        .init(.hint, [.character("f")], "hint", "where filter and pause are", .program),
    ]
}
