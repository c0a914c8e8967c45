import Glibc
import KubemonTransport
import Testing

/// The file in which a collector keeps its keys.
@Suite("Keys")
struct KeyFileTests {
    private static let secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/keys" }

    init() throws { directory = try TemporaryDirectory() }

    private func sentence(_ body: () throws(KeyFileError) -> Void) -> String {
        do throws(KeyFileError) {
            try body()
            return ""
        } catch {
            return error.sentence
        }
    }

    @Test("a key is read as it was printed")
    func keysRoundTrip() throws {
        for _ in 0..<100 {
            let key = AccessKey(identity: "monitor-1")
            #expect(AccessKey(key.text) == key)
        }
        #expect(AccessKey("km1:a:" + Self.secret)?.text == "km1:a:" + Self.secret)
    }

    @Test(
        "what is no key is not taken for one",
        arguments: [
            "", "km1", "km1:a", "km1:a:", "km2:a:" + secret, "km1::" + secret, "km1:a:" + secret + "=",
            "km1:a:" + secret.dropLast(), "km1:a:" + secret.dropLast(2) + "==", "km1:a b:" + secret,
            "km1:a\u{1b}[2J:" + secret, "km1:a:" + secret.replacing("A", with: "!"), "km1:a:QUJD",
            "km1:" + String(repeating: "a", count: 65) + ":" + secret, "km1:a:" + secret.replacing("h8=", with: "h9="),
            " km1:a:" + secret,
        ])
    func badKeysAreRefused(text: String) { #expect(AccessKey(text) == nil) }

    @Test("the first start makes one key of each role, in a file that nobody else can read")
    func firstStartMakesKeys() throws {
        let store = try KeyStore(path: path, at: "2026-11-25T00:00:00Z")
        let file = try #require(try KeyFile.read(path))
        #expect(file.entries.map(\.grant.role) == [.monitor, .control])
        #expect(file.entries.allSatisfy { $0.created == "2026-11-25T00:00:00Z" })
        #expect(directory.names == ["keys"] && directory.mode(of: "keys") == 0o600)
        #expect(!store.collector.isEmpty && store.collector == file.collector)
        _ = try KeyStore(path: path, at: "later")
        #expect(try KeyFile.read(path) == file, "a second start changes nothing")
    }

    @Test("a key with a node, and what was there before, come back from the file")
    func changesAreKept() throws {
        let key = try KeyFile.change(path, at: "now") { $0.add(role: .monitor, node: "n1", at: "now") }
        let file = try #require(try KeyFile.read(path))
        #expect(file.entries.count == 3)
        #expect(file.entries.last?.grant == Grant(identity: key.identity, role: .monitor, node: "n1"))
        #expect(file.entries.last?.key == key)
        #expect(try KeyFile.change(path, at: "now") { $0.remove(key.identity) })
        #expect(try !KeyFile.change(path, at: "now") { $0.remove(key.identity) })
        #expect(try KeyFile.read(path)?.entries.count == 2)
    }

    @Test("a file that somebody has made, without the collector's number and with other line ends, takes keys as well")
    func foreignFiles() throws {
        let keys = ["a", "b"].map { "km1:\($0):\(Self.secret) role=monitor node=n1" }
        directory.write("keys", "# mine\r\n\(keys[0])\r\n\r\n\(keys[1])")
        let file = try #require(try KeyFile.read(path))
        #expect(file.entries.map(\.key.identity) == ["a", "b"] && file.entries[0].grant.node == "n1")
        let key = try KeyFile.change(path, at: "now") { $0.add(role: .monitor, node: nil, at: "now") }
        #expect(try KeyFile.read(path)?.entries.map(\.key.identity) == ["a", "b", key.identity])
    }

    @Test(
        "a file that others can read is refused, with what to do", arguments: [0o644, 0o640, 0o620, 0o606] as [mode_t])
    func permissionsAreChecked(mode: mode_t) {
        directory.write("keys", "", mode: mode)
        #expect(sentence { () throws(KeyFileError) in _ = try KeyFile.read(path) }.contains("chmod 600 " + path))
        #expect(sentence { () throws(KeyFileError) in _ = try KeyStore(path: path, at: "now") }.contains("chmod 600"))
    }

    @Test("a directory that others can write into is refused: they could put a file of theirs in the place of the keys")
    func directoryIsChecked() {
        chmod(directory.path, 0o770)
        #expect(
            sentence { () throws(KeyFileError) in _ = try KeyStore(path: path, at: "now") }
                .contains("chmod go-w " + directory.path))
        #expect(directory.names.isEmpty)
    }

    @Test(
        "a line that is no key is refused with its number",
        arguments: [
            ("rubbish", 3), ("km1:a:" + secret, 3), ("km1:a:" + secret + " role=root", 3),
            ("km1:a:" + secret + " role=monitor colour=red", 3), ("km1:a:" + secret + " role=monitor node=", 3),
            ("km1:a:short role=monitor", 3),
            ("km1:a:" + secret + " role=monitor\nkm1:a:" + secret + " role=control", 4),
        ])
    func badLinesAreNamed(line: String, number: Int) {
        directory.write("keys", "# comment\ncollector 1\n" + line + "\n")
        let sentence = sentence { () throws(KeyFileError) in _ = try KeyFile.read(path) }
        #expect(sentence.contains("line \(number) of \(path)"), "\(sentence)")
        #expect(!sentence.contains(Self.secret), "a secret must not be said")
    }

    @Test("keys count from the next look at a file that has changed; one that is broken leaves those that there were")
    func storeFollowsTheFile() throws {
        let store = try KeyStore(path: path, at: "now")
        #expect(!store.refresh(), "nothing has changed")
        _ = try KeyFile.change(path, at: "now") { $0.add(role: .control, node: nil, at: "now") }
        #expect(store.refresh())
        let good = try #require(try KeyFile.read(path))
        directory.write("keys", "rubbish\n")
        #expect(store.refresh())
        #expect(store.problem?.contains("line 1 of") == true)
        unlink(path)
        #expect(store.refresh())
        #expect(store.problem?.contains("is missing") == true)
        directory.write("keys", good.entries[0].key.text + " role=monitor\n")
        #expect(store.refresh() && store.problem == nil)
    }

    @Test("a file for one key may be readable by its group, as a Kubernetes secret with fsGroup is, but by nobody else")
    func givenKeysAreChecked() {
        directory.write("key", "x", mode: 0o440)
        #expect((try? SecretFile.read(directory.path + "/key", limit: 10, hiddenFromGroup: false)) == "x")
        directory.write("key", "x", mode: 0o444)
        chmod(directory.path + "/key", 0o444)
        #expect(
            sentence { () throws(KeyFileError) in
                _ = try SecretFile.read(directory.path + "/key", limit: 10, hiddenFromGroup: false)
            }.contains("chmod 600"))
    }
}
