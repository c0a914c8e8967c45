import KubemonMetrics
import KubemonProcFS
import Testing

@Suite("A parser of device lines")
struct DeviceParserTests {
    /// Names and the first and last of three columns, or the error of a line.
    private func devices(_ text: String, fields: [Int]) -> [String] {
        let source = file(.deviceFields)
        let parser = DeviceParser(targets: targets(fields.map { source[$0] }), units: units)
        let bytes = Array(text.utf8)
        var cursor = DeviceParser.Cursor()
        var result: [String] = []
        while true {
            var table = row(of: fields.count)
            do throws(ParseError) {
                guard let line = try DeviceParser.next(in: bytes.span, at: &cursor) else { return result }
                try parser.parse(line, of: bytes.span, into: &table, row: 0)
                let numbers = values(table).map { $0.map { String($0) } ?? "-" }
                result.append(String(decoding: bytes[line.name], as: UTF8.self) + " " + numbers.joined(separator: " "))
            } catch {
                result.append("\(error)")
            }
        }
    }

    @Test("finds the name behind two numbers and counts fields after it")
    func disks() {
        let text = "   8       0 sda 1 2 3 4 5\n 259 1 nvme0n1p1 6 7\n"
        #expect(devices(text, fields: [1, 2, 5]) == ["sda 1 2 5", "nvme0n1p1 6 7 -"])
    }

    @Test("passes over the header, and needs no blank behind the colon")
    func interfaces() {
        let text = """
            Inter-|   Receive                    |  Transmit
             face |bytes    packets errs |bytes
                lo:    10      20    0
              eth0:12834541 345 1
            """
        #expect(devices(text, fields: [1, 2]) == ["lo 10 20", "eth0 12834541 345"])
    }

    @Test("reports a line without a device or number and goes on with the next")
    func malformed() {
        #expect(
            devices("8 0 sda x\nrubbish\n\n8 0\n8 1 sdb 5\n8 2 sdc\n", fields: [1]) == [
                "malformedNumber(line: 1)", "malformedLine(line: 2)", "malformedLine(line: 4)", "sdb 5",
                "missingValue(line: 6)",
            ])
    }
}
