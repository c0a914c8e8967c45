import Glibc
import KubemonDashboard
import KubemonMetrics
import Testing

@Suite("The README")
struct ReadmeTests {
    @Test(
        "its tables are what the program prints (make readme renews them)",
        arguments: [
            KeysTable.markdown(), MetricsTable.markdown(), SettingsText.table(),
        ])
    func tablesAreTrue(table: String) throws {
        let path = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/README.md"
        let file = open(path, O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(file, &bytes, bytes.count)
        let text = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        let trimmed = table.split(separator: "\n", omittingEmptySubsequences: false).reversed().drop { $0.isEmpty }
        #expect(text.contains(trimmed.reversed().joined(separator: "\n")))
    }
}
