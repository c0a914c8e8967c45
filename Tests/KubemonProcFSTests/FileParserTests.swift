import CAllocations
import KubemonMetrics
import KubemonProcFS
import Testing

@Suite("A parser of lines")
struct FileParserTests {
    static let meminfo = "MemTotal:       24684092 kB\nMemFree:             7 kB\nHugePages_Total:       3\n"

    @Test("takes keyed values in the unit of the file, and counts without unit")
    func keyedValues() {
        let memory = file(.keyedValues, scale: .kibibytes)
        let (values, error) = parse(
            [memory["MemFree"], memory["MemTotal"], memory["HugePages_Total"].scaled(.one), memory["Absent"]],
            Self.meminfo)
        #expect(values == [7 << 10, 24_684_092 << 10, 3, nil])
        #expect(error == nil)
    }

    @Test("tells a key from one that it begins")
    func wholeKeys() {
        let stat = file(.keyedValues)
        #expect(parse([stat["pgscan"]], "pgscan_kswapd 5\npgscan 7\n").0 == [7])
        #expect(parse([stat["cpu"]], "cpu0 1\n").0 == [nil])
    }

    @Test("takes fields of keyed lines, and leaves missing what an older kernel does not print")
    func keyedFields() {
        let stat = file(.keyedFields, scale: .userTicks)
        let (values, error) = parse(
            [stat["cpu", 1], stat["cpu", 4], stat["cpu", 9], stat["ctxt", 1].scaled(.one)],
            "cpu  10 20 30 40\ncpu0 1 2 3 4\nintr 9 8 7\nctxt 55\n")
        #expect(values == [100_000, 400_000, nil, 55])
        #expect(error == nil)
    }

    @Test("takes pairs, written with a blank or an equals sign, in any order")
    func keyedPairs() {
        let pressure = file(.keyedPairs)
        let (values, error) = parse(
            [pressure["full", "total"], pressure["some", "total"], pressure["some", "avg10"].scaled(.hundredths)],
            "some avg10=12.50 avg60=0.00 total=7\nfull avg10=0.00 total=9\n")
        #expect(values == [9, 7, 1250])
        #expect(error == nil)
        let sockstat = file(.keyedPairs)
        #expect(
            parse([sockstat["TCP", "mem"], sockstat["TCP", "inuse"]], "sockets: used 9\nTCP: inuse 3 tw 0 mem 4\n").0
                == [4, 3])
    }

    @Test("takes values below their names")
    func headedFields() {
        let snmp = file(.headedFields)
        let text = "Ip: A B\nIp: 1 2\nTcp: RtoMin MaxConn InErrs RetransSegs\nTcp: 200 -1 5 6\n"
        let (values, error) = parse([snmp["Tcp", "RetransSegs"], snmp["Tcp", "InErrs"], snmp["Tcp", "New"]], text)
        #expect(values == [6, 5, nil])
        #expect(error == nil)
    }

    @Test("takes the fields of a file with one line; a slash parts numbers")
    func fields() {
        let loadavg = file(.fields)
        let load = parse([loadavg[0], loadavg[2]], "0.62 3 10.07 2/106 4421\n", as: .hundredths)
        #expect(load.0 == [62, 1007])
        #expect(parse([loadavg[3], loadavg[4], loadavg[5]], "0.62 3 10.07 2/106 4421\n").0 == [2, 106, 4421])
        #expect(parse([loadavg[]], "42").0 == [42])
    }

    @Test("finds keys again when their order changes, and new ones when they appear")
    func followsChanges() {
        let stat = file(.keyedValues)
        var parser = parser([stat["a"], stat["b"], stat["c"]])
        #expect(parse(&parser, columns: 3, "a 1\nx 0\nb 2\n").0 == [1, 2, nil])
        #expect(parse(&parser, columns: 3, "a 3\nx 0\nb 4\n").0 == [3, 4, nil])
        #expect(parse(&parser, columns: 3, "b 5\nx 0\na 6\n").0 == [6, 5, nil])
        #expect(parse(&parser, columns: 3, "c 7\nb 8\na 9\ny 0\n").0 == [9, 8, 7])
        #expect(parse(&parser, columns: 3, "a 1\n").0 == [1, nil, nil])
        #expect(parse(&parser, columns: 3, "").0 == [nil, nil, nil])
        #expect(parse(&parser, columns: 3, "c 3\nb 2\na 1").0 == [1, 2, 3])
    }

    @Test("follows a line of names that changes")
    func followsHeaders() {
        let snmp = file(.headedFields)
        var parser = parser([snmp["T", "A"], snmp["T", "B"]])
        #expect(parse(&parser, columns: 2, "T: A B\nT: 1 2\n").0 == [1, 2])
        #expect(parse(&parser, columns: 2, "T: B A\nT: 3 4\n").0 == [4, 3])
        #expect(parse(&parser, columns: 2, "T: X B\nT: 5 6\n").0 == [nil, 6])
    }

    @Test(
        "leaves a malformed line's columns missing, says which line it was and uses the others",
        arguments: [
            ("a 1\nb x\nc 3\n", [1, nil, 3], ParseError.malformedNumber(line: 2)),
            ("a\nb 2\nc 3\n", [nil, 2, 3], .missingValue(line: 1)),
            ("a \nb 2\nc 3\n", [nil, 2, 3], .missingValue(line: 1)),
            ("a 1\nb 2\nc 3 4\n", [1, 2, nil], .malformedNumber(line: 3)),
            ("a 1\nb 2x\nc 3\n", [1, nil, 3], .malformedNumber(line: 2)),
            ("a 1\nb -2\nc 3\n", [1, nil, 3], .malformedNumber(line: 2)),
            ("a 18446744073709551616\nb 2\nc 3\n", [nil, 2, 3], .overflow(line: 1)),
            ("a x\nb y\nc 3\n", [nil, nil, 3], .malformedNumber(line: 1)),
        ] as [(String, [UInt64?], ParseError)])
    func malformedLines(text: String, expected: [UInt64?], error: ParseError) {
        let stat = file(.keyedValues)
        let result = parse([stat["a"], stat["b"], stat["c"]], text)
        #expect(result.0 == expected)
        #expect(result.1 == error)
    }

    @Test("stores nothing of a line of several fields when one of them is malformed")
    func malformedFields() {
        let stat = file(.keyedFields)
        #expect(parse([stat["cpu", 1], stat["cpu", 2]], "cpu 1 x\n") == ([nil, nil], .malformedNumber(line: 1)))
        let pairs = file(.keyedPairs)
        #expect(parse([pairs["a", "x"], pairs["a", "y"]], "a x=1 y\n") == ([nil, nil], .missingValue(line: 1)))
        let snmp = file(.headedFields)
        #expect(parse([snmp["T", "A"], snmp["T", "B"]], "T: A B\nT: 1\n") == ([nil, nil], .malformedLine(line: 2)))
        #expect(parse([snmp["T", "A"]], "T: A B\n") == ([nil], .malformedLine(line: 1)))
    }

    @Test("does not trap, whatever the bytes are")
    func survivesAnything() {
        let pieces: [[UInt8]] = [
            [], [10], [32], [58], [61], [0], [255], Array("a".utf8), Array("a:".utf8), Array("1".utf8),
            Array("-1".utf8), Array(".".utf8), Array("max".utf8), Array("99999999999999999999".utf8),
        ]
        var generator = Generator(state: 42)
        for format in [
            KernelFile.Format.keyedValues, .keyedFields, .keyedPairs, .headedFields, .fields, .deviceFields,
        ] {
            let source = file(format)
            var parser = parser([source["a"], source["a", "a"], source[1], source[]], as: .limit)
            let devices = DeviceParser(targets: targets([source[1], source[2]]), units: units)
            for _ in 0..<2000 {
                var bytes: [UInt8] = []
                for _ in 0..<generator.next() % 12 { bytes += pieces[Int(generator.next() % UInt64(pieces.count))] }
                var table = row(of: 4)
                try? parser.parse(bytes.span, into: &table, row: 0)
                var cursor = DeviceParser.Cursor()
                for _ in 0..<20 {
                    guard let line = try? DeviceParser.next(in: bytes.span, at: &cursor) else { continue }
                    try? devices.parse(line, of: bytes.span, into: &table, row: 0)
                }
            }
        }
    }

    /// Malformed lines are left out: the testing library allocates itself whenever an error is thrown.
    @Test("allocates nothing", .enabled(if: kubemon_allocations_counted() != 0))
    func allocatesNothing() throws {
        let memory = file(.keyedValues, scale: .kibibytes)
        let snmp = file(.headedFields)
        let pairs = file(.keyedPairs)
        var parsers = [
            parser([memory["MemFree"], memory["HugePages_Total"]]), parser([snmp["T", "B"]]),
            parser([pairs["some", "total"]]),
        ]
        let texts = [Self.meminfo, "T: A B\nT: 1 2\n", "some avg10=0.00 total=3\n"].map { Array($0.utf8) }
        var table = row(of: 2)
        func pass() {
            // Iterating over pairs would itself allocate in a debug build.
            for index in texts.indices {
                let text = texts[index]
                try? parsers[index].parse(text.span, into: &table, row: 0)
            }
        }
        pass()
        let before = kubemon_allocations()
        pass()
        let after = kubemon_allocations()
        #expect(after == before)
    }
}

/// A small repeatable generator (SplitMix64).
struct Generator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
