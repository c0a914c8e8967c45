import Testing
import kubemon

@Suite("The original's command lines")
struct OriginalArgumentsTests {
    @Test(
        "become this program's own",
        arguments: [
            ("-t collector", "collector"),
            ("-t collector -H 0.0.0.0 -p 9822", "collector -H 0.0.0.0 -p 9822"),
            ("-H 0.0.0.0 -t collector", "collector -H 0.0.0.0"),
            ("-t collector -i 5", "collector -i 5"),
            ("-t collector --headless --data-dir /srv", "collector --headless --data-dir /srv"),
            ("--type collector --host 0.0.0.0 --port 9822 --interval 5", "collector -H 0.0.0.0 -p 9822 -i 5"),
            ("--type=collector --host=0.0.0.0 --port=9822 --interval=5", "collector -H 0.0.0.0 -p 9822 -i 5"),
            ("-tcollector -H0.0.0.0 -p9822 -i5", "collector -H 0.0.0.0 -p 9822 -i 5"),
            ("-t=collector -H=0.0.0.0", "collector -H 0.0.0.0"),
            ("-t all -H 192.168.0.3", "monitor -t all -H 192.168.0.3"),
            ("-t monitor -H 192.168.0.3 -p 9822", "monitor -t all -H 192.168.0.3 -p 9822"),
            ("-t daemon -H 192.168.0.3", "monitor -t all -H 192.168.0.3"),
            ("-t docker -H 192.168.0.3 -i 5", "monitor -t docker -H 192.168.0.3 -i 5"),
            ("-t process -H 192.168.0.3", "monitor -t process -H 192.168.0.3"),
            ("-tos -H192.168.0.3", "monitor -t os -H 192.168.0.3"),
            ("-t os", "monitor -t os -H 127.0.0.1"),
            ("-t os -p 192.168.0.3", "monitor -t os -H 192.168.0.3"),
            ("-t gpu -H x", "monitor -t gpu -H x"),
            ("-t cli", "cli"),
            ("-t cli -H 192.168.0.3 -c /instances", "cli -H 192.168.0.3 -c /instances"),
            ("-t cli -H 192.168.0.3 -c /start test00", "cli -H 192.168.0.3 -c /start test00"),
            ("-t cli -p 192.168.0.3 -c /instances", "cli -H 192.168.0.3 -c /instances"),
            ("-t cli -p 192.168.0.3", "cli -H 192.168.0.3"),
            ("-t cli -p 192.168.0.3 -p 9880 -c /instances", "cli -H 192.168.0.3 -p 9880 -c /instances"),
            ("-t cli --port=fe80::1 -c /instances", "cli -H fe80::1 -c /instances"),
            ("-t cli -p collector.example.org", "cli -H collector.example.org"),
            ("-t cli -c /start test00 -H 192.168.0.3", "cli -H 192.168.0.3 -c /start test00"),
            ("-c /instances -t cli -H 192.168.0.3 -i 5", "cli -H 192.168.0.3 -c /instances"),
            ("-t cli --command=/instances --host x", "cli -H x -c /instances"),
            ("-t cli --json -H x -c status", "cli -H x --json -c status"),
            ("-t cli -H x -c start one --note baseline", "cli -H x -c start one --note baseline"),
            ("-t cli -c", "cli -c"),
            ("-t merge -f a.csv b.csv", "merge a.csv b.csv"),
            ("-f a.csv b.csv", "merge a.csv b.csv"),
            ("-f a.csv b.csv -t merge", "merge a.csv b.csv"),
            ("--type=merge --files a.csv b.csv", "merge a.csv b.csv"),
            ("-tmerge --files=a.csv b.csv", "merge a.csv b.csv"),
            ("-f a.csv b.csv -o c.csv", "merge a.csv b.csv -o c.csv"),
            ("-t merge", "merge"),
            ("-l", "list --modules"),
            ("--list", "list --modules"),
            ("-l -t collector", "collector"),
        ])
    func translates(line: String, expected: String) {
        #expect(OriginalArguments.translate(Self.words(line)).joined(separator: " ") == expected)
    }

    @Test(
        "this program's own are left alone",
        arguments: [
            "", "--help", "-h", "--version", "-i 0.5", "-p 0 --control-port 0", "-H 0.0.0.0", "--ascii --theme mono",
            "--record -l", "monitor -t os -H x", "monitor -H x -t docker", "collector -H x -p 9822", "cli -H x -c -t",
            "cli -c mark -f is free", "export a b --from 08:00", "merge a b", "merge a b -o c", "list --json",
            "help cli",
            "-t", "-f", "-f a.csv", "metrics", "-p 192.168.0.3",
        ])
    func leavesAlone(line: String) {
        #expect(OriginalArguments.translate(Self.words(line)).joined(separator: " ") == line)
    }

    @Test("words keep their spaces")
    func keepsWords() {
        #expect(
            OriginalArguments.translate(["-t", "cli", "-c", "/mark", "half time", "-H", "h"])
                == ["cli", "-H", "h", "-c", "/mark", "half time"])
    }

    private static func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}
