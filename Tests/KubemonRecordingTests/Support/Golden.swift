import Glibc
import Testing

/// Compares bytes with a file below `Golden`.
///
/// `KUBEMON_RECORD_GOLDEN=1 swift test` writes the files anew, and then fails, so that nobody forgets to look at them.
func expectGolden(_ bytes: [UInt8], _ name: String) throws {
    let path = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let golden = "/" + path + "/Golden/" + name
    if getenv("KUBEMON_RECORD_GOLDEN") != nil {
        try run("mkdir -p \"$(dirname '\(golden)')\"")
        let file = try #require(fopen(golden, "w"))
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        Issue.record("recorded \(name)")
        return
    }
    #expect(try String(decoding: bytes, as: UTF8.self) == run("cat '\(golden)'"))
}
