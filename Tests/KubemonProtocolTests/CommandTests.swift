import KubemonProtocol
import Testing

@Suite("Commands")
struct CommandTests {
    private static func start(
        _ name: String, note: String = "", kinds: [String] = [], duration: UInt64? = nil
    ) -> Command {
        var options = Command.StartOptions()
        (options.note, options.kinds, options.duration) = (note, kinds, duration)
        return .start(name: name, options: options)
    }

    @Test(
        "a command is understood as typed, with or without its slash",
        arguments: [
            ("/instances", .instances), ("instances", .instances), ("  stop  ", .stop(isCompressed: false)),
            ("stop --gzip", .stop(isCompressed: true)), ("/daemons", .daemons),
            ("/start test000", start("test000")), ("mark load  test ", .mark("load  test")),
            (
                "start a --note \"two words\" --kinds os,containers --for 10m",
                start("a", note: "two words", kinds: ["os", "containers"], duration: 600_000_000_000)
            ),
            ("start \"with space\"", start("with space")), ("sampling 0.5", .interval(500_000_000)),
            ("mark \"say \\\"hi\\\"\"", .mark("say \"hi\"")), ("mark it's", .mark("it's")),
            ("/mark a \"quoted\"  text", .mark("a \"quoted\"  text")), ("mark \"a\" b", .mark("\"a\" b")),
            ("mark 'two  words'", .mark("two  words")), ("mark 5\" disks", .mark("5\" disks")),
        ] as [(String, Command)])
    func understands(text: String, command: Command) throws { #expect(try Command(text) == command) }

    @Test(
        "a command that is not understood is answered with a sentence",
        arguments: [
            ("", "say a command"), ("/", "there is no command ''"), ("frobnicate", "no command 'frobnicate'"),
            ("start", "needs a name"), ("start a b", "takes one name"), ("start a --for soon", "not 'soon'"),
            ("start a --for", "--for needs a value"), ("start a --colour red", "no option '--colour'"),
            ("stop now", "takes nothing after it but --gzip"), ("stop --gzip now", "takes nothing after it but --gzip"),
            ("mark", "needs a text"), ("mark \"\"", "needs a text"), ("sampling 0", "0.1s to 1h"),
            ("sampling 2h", "0.1s to 1h"), ("mark \"open", "not closed"),
            ("mark " + String(repeating: "x", count: 20_000), "8192 bytes at most, and this one 20005"),
        ])
    func explains(text: String, part: String) {
        let error = #expect(throws: CommandError.self) { try Command(text) }
        #expect(error?.sentence.contains(part) == true, "\(error?.sentence ?? "")")
    }

    @Test(
        "a command that is written out is read as the same command",
        arguments: [
            start("a", kinds: ["no\r", "\"such"]),
            start("run \"1\"", note: "back\\slash and 'quotes'", kinds: ["os"], duration: 90_000_000_000),
            .mark("a  b \" c"), .interval(1_500_000_000), .stop(isCompressed: false), .stop(isCompressed: true), .help,
        ])
    func roundTrips(command: Command) throws { #expect(try Command(command.text) == command) }
}
