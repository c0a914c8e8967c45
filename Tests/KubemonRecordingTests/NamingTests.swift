import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Names of recordings")
struct NamingTests {
    @Test(
        "names of letters, digits, dot, underscore and hyphen are taken",
        arguments: [
            "a", "run-001", "A.b_c-9", "0", String(repeating: "x", count: 64), "a..b",
        ])
    func takesNames(text: String) throws { #expect(try RecordingName(text).text == text) }

    @Test(
        "other names are refused with what is wrong",
        arguments: [
            ("", .empty), (".", .leadingDot), ("..", .leadingDot), (".hidden", .leadingDot),
            ("a/b", .badCharacter("/")),
            ("../x", .badCharacter("/")), ("a b", .badCharacter(" ")), ("ä", .badCharacter("ä")),
            ("a\n", .badCharacter("\n")), ("a\u{0}", .badCharacter("\0")), ("e\u{301}", .badCharacter("\u{301}")),
            (String(repeating: "x", count: 65), .tooLong),
        ] as [(String, RecordingNameProblem)])
    func refusesNames(text: String, problem: RecordingNameProblem) {
        #expect(throws: problem) { try RecordingName(text) }
        #expect(problem.sentence.hasSuffix("."))
    }

    @Test("only the local operator may give a path")
    func restrictsPaths() throws {
        #expect(throws: RecordingNameProblem.pathNotAllowed) { try RecordingTarget("/mnt/x", allowPath: false) }
        #expect(try RecordingTarget("//mnt//x/", allowPath: true) == .path("/mnt/x"))
        #expect(throws: RecordingNameProblem.badPath) { try RecordingTarget("/mnt/../x", allowPath: true) }
        #expect(throws: RecordingNameProblem.badPath) { try RecordingTarget("/", allowPath: true) }
        #expect(throws: RecordingNameProblem.badCharacter("/")) { try RecordingTarget("x/y", allowPath: true) }
    }

    @Test("the next free name is above all that are taken")
    func findsFreeNames() throws {
        let lab = Lab()
        let data = DataDirectory(path: "/data", files: lab.files)
        #expect(data.nextFreeName() == "run-001")
        for name in ["run-001", "run-007", "run-x", "other"] { _ = try lab.create(name) }
        #expect(data.nextFreeName() == "run-008")
        #expect(data.completions(of: "run-0") == ["run-001", "run-007"])
        #expect(data.completions(of: "") == ["other", "run-001", "run-007", "run-x"])
    }

    @Test("the prompt is told what would happen")
    func checksNames() throws {
        let lab = Lab()
        let data = DataDirectory(path: "/data", files: lab.files)
        #expect(data.check("run-001", allowPath: false) == .new)
        _ = try lab.create()
        #expect(data.check("run-001", allowPath: false) == .notEmpty)
        #expect(data.check("run-002", allowPath: false) == .new)
        #expect(data.check("a b", allowPath: false) == .invalid(.badCharacter(" ")))
        #expect(data.check("/data/run-001/nodes.csv", allowPath: true) == .notDirectory)
        #expect(throws: RecordingError.notEmpty) { try lab.create() }
    }

    @Test("links are not followed")
    func refusesLinks() throws {
        try withTemporaryDirectory { path in
            let files = SystemFiles()
            try run("mkdir \(path)/data \(path)/elsewhere && ln -s ../elsewhere \(path)/data/link")
            let data = DataDirectory(path: path + "/data", files: files)
            #expect(data.check("link", allowPath: false) == .notDirectory)
            let error = #expect(throws: RecordingError.self) {
                try RecordingWriter.create(
                    try RecordingTarget("link", allowPath: false), in: path + "/data", grid: Sample.grid,
                    version: "0.1")
            }
            guard case .file = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try run("ls -A \(path)/elsewhere") == "")
        }
    }

    @Test("a missing data directory is made, with all above it")
    func makesDataDirectory() throws {
        try withTemporaryDirectory { path in
            let data = DataDirectory(path: path + "/a/b/data")
            #expect(data.check("run-001", allowPath: false) == .new)
            #expect(data.space() != nil)
            let writer = try RecordingWriter.create(
                try RecordingTarget("run-001", allowPath: false), in: path + "/a/b/data", grid: Sample.grid,
                version: "0.1")
            #expect(writer.path == path + "/a/b/data/run-001")
            let outside = try RecordingWriter.create(
                try RecordingTarget(path + "/other/run", allowPath: true), in: path + "/a", grid: Sample.grid,
                version: "0.1")
            #expect(outside.path == path + "/other/run")
        }
    }
}
