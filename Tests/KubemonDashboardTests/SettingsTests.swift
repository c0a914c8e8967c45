import KubemonDashboard
import KubemonDemo
import KubemonScreen
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test("lines are key = value, with blanks and comments as one likes; all others hold when one is wrong")
    func parses() {
        let (settings, problems) = SettingsText.parse(
            """
            # my settings
              theme=light   # paper
            \tgraph = Braille

            mouse off
            alarm-memory = 120
            alarm-cpu = 80 %
            window = 1h30m
            colour = red
            alarm-disk = 500m\r
            """)
        #expect(settings[.theme] == "light")
        #expect(settings[.graph] == "braille")
        #expect(settings[.alarmCPU] == "80")
        #expect(settings[.window] == "1h30m")
        #expect(settings[.alarmDisk] == "500M")
        #expect(settings[.alarmMemory] == "90")
        #expect(
            problems == [
                "line 5: \"mouse off\" is not written as key = value",
                "line 6: alarm-memory is a percentage from 1 to 100, or off, not \"120\"",
                "line 9: there is no setting \"colour\"; kubemon config lists them",
            ])
    }

    @Test("a file with the line ends of another system is read line by line, and a change leaves them")
    func carriageReturns() {
        let text = "# mine\r\ntheme = light\r\nmouse = off # no\r\ncpu = all\r\n"
        let (settings, problems) = SettingsText.parse(text)
        #expect(settings[.theme] == "light" && settings[.mouse] == "off")
        #expect(problems == ["line 4: cpu is core, limit or node, not \"all\""])
        #expect(SettingsText.changed(text, .graph, to: "braille") == text + "graph = braille\n")
        let changed = SettingsText.changed("theme = mono\r", .graph, to: "braille")
        #expect(SettingsText.parse(changed).settings[.theme] == "mono")
    }

    @Test("every setting may be what it usually is, and every step of it", arguments: SettingKey.allCases)
    func isConsistent(key: SettingKey) {
        var settings = Settings()
        settings.set(key, key.standard)
        #expect(settings[key] == key.standard)
        settings.set(key, "nonsense")
        #expect(settings[key] == key.standard)
        #expect(!key.allowed.isEmpty && !key.summary.isEmpty)
        #expect(SettingsText.table().contains("`\(key.rawValue)`"))
    }

    @Test("a changed setting takes its line's place; everything else in the file stays")
    func changes() {
        let text = "# mine\ntheme = dark # at night\nbogus\n"
        #expect(SettingsText.changed(text, .theme, to: "mono") == "# mine\ntheme = mono  # at night\nbogus\n")
        #expect(SettingsText.changed(text, .mouse, to: "off") == text + "mouse = off\n")
        #expect(SettingsText.changed("", .mouse, to: "off") == "mouse = off\n")
    }

    @Test(
        "whatever a file holds, it is survived",
        arguments: ["=", "==", "#", "\u{0}", "theme", "= x", "theme =", "\u{1F}=\u{1B}"])
    func survives(text: String) {
        #expect(SettingsText.parse(text).settings == Settings())
    }

    @Test("F2 changes a setting at once and says what is wrong with what is typed")
    func setup() {
        var console = Console()
        console.press(.function(2))
        #expect(console.text.contains("Setup") && console.text.contains("alarm-throttled"))
        let index = SettingKey.allCases.firstIndex(of: .alarmMemory) ?? 0
        for _ in 0..<index { console.press(.down) }
        console.press(.right)
        #expect(console.state.settings[.alarmMemory] == "95")
        console.press(.enter, .control("u"))
        console.type("lots")
        console.press(.enter)
        #expect(console.text.contains("alarm-memory is a percentage from 1 to 100, or off, not \"lots\""))
        console.press(.control("u"))
        console.type("77")
        var state = console.state
        let effects = state.handle(.key(.enter), snapshot: console.fleet)
        #expect(state.settings[.alarmMemory] == "77")
        #expect(effects == [.changeSetting(.alarmMemory, state.settings)])
        console.press(.enter, .delete, .escape)
        #expect(console.state.settings[.alarmMemory] == "90")
        #expect(!console.text.contains("alarm-throttled"))
    }

    @Test("at 80x24 no summary is cut, and Setup says that it goes on")
    func setupFits() {
        var console = Console(rows: 24, columns: 80)
        console.press(.function(2))
        #expect(console.lines.last { $0.contains("┘") }?.contains("3 more below") == true)
        for _ in SettingKey.allCases {
            #expect(!console.lines.dropFirst().dropLast().contains { $0.contains("…") }, "\(console.text)")
            console.press(.down)
        }
        console.press(.end)
        #expect(console.lines.last { $0.contains("┘") }?.contains("3 more above") == true)
        var large = Console()
        large.press(.function(2))
        #expect(!large.text.contains(" more "))
    }

    @Test(":set changes, says and refuses")
    func command() {
        var console = Console()
        func run(_ text: String) {
            console.press(.character(":"))
            console.type(text)
            console.press(.enter)
        }
        run("set mouse off")
        #expect(!console.state.hasMouse)
        run("set cpu limit")
        console.press(.character("2"))
        #expect(console.header.contains("CPU%lim"))
        run("set theme pink")
        #expect(console.text.contains("theme is auto, dark, light or mono, not"))
        run("set theme")
        #expect(console.text.contains("theme is auto; it may be"))
        run("set them")
        #expect(console.text.contains("no setting"))
    }

    @Test("what is wrong with the file is shown before anything else")
    func notice() {
        var console = Console()
        _ = console.state.handle(.notice(title: "Settings", lines: ["line 3: no"]), snapshot: console.fleet)
        #expect(console.text.contains("line 3: no") && console.text.contains("Settings"))
    }
}
