@testable import KubemonTransport

/// The file of keys that a collector keeps, and that people edit: what is understood is understood again as it is written, also
/// with a key more and one less.
enum KeyFiles {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let key = AccessKey(text) { precondition(key.text == text, "a key is not printed as it was read") }
        let read: KeyFile
        do throws(KeyFileError) { read = try KeyFile(text: text, path: "keys") } catch {
            let isNamed = error.sentence.hasPrefix("line ") || error.sentence.contains("holds no keys")
            precondition(isNamed, "the wrong line is not named")
            return
        }
        precondition(
            Set(read.entries.map(\.key.identity)).count == read.entries.count, "two keys have the same name")
        check(read)
        var file = read
        let node = read.entries.first?.grant.node
        let added = file.add(role: .monitor, node: node, at: "2026-11-26T00:00:00Z")
        check(file)
        precondition(file.remove(added.identity) && file == read, "a key does not go as it came")
    }

    private static func check(_ file: KeyFile) {
        guard let again = try? KeyFile(text: file.text, path: "keys") else {
            preconditionFailure("a file of keys can't be read as it was written")
        }
        precondition(again == file, "a file of keys is not read as it was written")
    }
}
