import KubemonRecording
import Testing

@Suite("Merging tables")
struct MergeTests {
    private func merge(_ first: String, _ second: String) throws -> String {
        let files = MemoryFiles()
        let directory = try files.open(path: "/")
        let descriptors = try [first, second].enumerated().map { index, text in
            let file = try files.open("t\(index)", in: directory, for: .create)
            _ = try files.write(Array(text.utf8).span, to: file, at: 0)
            return file
        }
        var result: [UInt8] = []
        var merge = try TableMerge(descriptors[0], descriptors[1], files: files)
        try merge.run { bytes throws(FileFailure) in
            bytes.withUnsafeBufferPointer { result.append(contentsOf: $0) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func time(_ second: Int) -> String { "2026-11-23T08:00:0\(second).000Z" }
    private static let (t1, t2, t3, t4) = (time(1), time(2), time(3), time(4))

    @Test("rows of one time and node are joined, others stay with empty cells, in the order of time")
    func joins() throws {
        let merged = try merge(
            "time,run,node,a\n\(Self.t1),1,n1,10\n\(Self.t2),1,n1,20\n\(Self.t1),1,n2,30\n",
            "time,node,b\n\(Self.t1),n2,x\n\(Self.t4),n1,y\n\(Self.t2),n1,z\n\(Self.t3),n3,w\n")
        #expect(
            merged == """
                time,node,run,a,b
                \(Self.t1),n1,1,10,
                \(Self.t1),n2,1,30,x
                \(Self.t2),n1,1,20,z
                \(Self.t3),n3,,,w
                \(Self.t4),n1,,,y

                """)
    }

    @Test("columns that both have get the number of their table, and no name comes twice")
    func renames() throws {
        let merged = try merge("time,run,x,run_1\n\(Self.t1),1,2,3\n", "run,time,y\n4,\(Self.t1),5\n")
        #expect(merged == "time,run_1_1,x,run_1,run_2,y\n\(Self.t1),1,2,3,4,5\n")
    }

    @Test("several rows of one table stand each beside the one row of the other, whichever is first")
    func spreads() throws {
        let disks = "time,node,disk\n\(Self.t1),n1,sda\n\(Self.t1),n1,sdb\n\(Self.t2),n1,sda\n"
        let nodes = "time,node,load\n\(Self.t1),n1,0.5\n"
        #expect(
            try merge(disks, nodes)
                == "time,node,disk,load\n\(Self.t1),n1,sda,0.5\n\(Self.t1),n1,sdb,0.5\n\(Self.t2),n1,sda,\n")
        #expect(
            try merge(nodes, disks)
                == "time,node,load,disk\n\(Self.t1),n1,0.5,sda\n\(Self.t1),n1,0.5,sdb\n\(Self.t2),n1,,sda\n")
    }

    @Test("without a node in both, rows are joined on time alone")
    func joinsOnTime() throws {
        #expect(
            try merge("time,node,a\n\(Self.t1),n1,1\n", "time,b\n\(Self.t1),2\n")
                == "time,node,a,b\n\(Self.t1),n1,1,2\n")
    }

    @Test("files of the original's layout are joined on their timestamp")
    func joinsOriginals() throws {
        let stamp = "2026-11-23 09:00:01.001234"
        #expect(
            try merge("a,timestamp\r\n1,\(stamp)\r\n", "b,timestamp\r\n2,\(stamp)\r\n")
                == "timestamp,a,b\n\(stamp),1,2\n")
    }

    @Test("hostile cells go through", arguments: FormatTests.hostile)
    func keepsHostileCells(text: String) throws {
        let quoted = "\"" + text.replacing("\"", with: "\"\"") + "\""
        let merged = try merge("time,node,a\n\(Self.t1),\(quoted),\(quoted)\n", "time,node,b\n\(Self.t1),\(quoted),1\n")
        let files = MemoryFiles()
        let file = try files.open("t", in: try files.open(path: "/"), for: .create)
        _ = try files.write(Array(merged.utf8).span, to: file, at: 0)
        var reader = CSVReader(files: files, file: file)
        #expect(try reader.next() && reader.texts == ["time", "node", "a", "b"])
        #expect(try reader.next() && reader.texts == [Self.t1, text, text, "1"])
    }

    @Test("a table merged with itself has each value twice, in order of time, however long it is")
    func mergesLongTables() throws {
        var text = "time,node,a\n"
        // Two nodes, the second a minute late, longer than any buffer.
        for slot in 0..<5000 {
            text += "\(Self.minute(slot)),n1,\(slot)\n"
            if slot >= 60 { text += "\(Self.minute(slot - 60)),n2,-\(slot - 60)\n" }
        }
        let lines = try merge(text, text).split(separator: "\n").dropFirst()
        #expect(lines.count == 5000 + 4940)
        #expect(lines.elementsEqual(lines.sorted { $0.prefix(28) < $1.prefix(28) }))
        for line in lines {
            let cells = line.split(separator: ",")
            #expect(cells.count == 4 && cells[2] == cells[3])
        }
    }

    private static func minute(_ slot: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-11-\(two(1 + slot / 1440))T\(two(slot / 60 % 24)):\(two(slot % 60)):00.000Z"
    }

    @Test("R9: where a time is there twice because a clock was set back, the rows of one sample are joined")
    func mergesSetBack() throws {
        let (t1, t2) = (Self.t1, Self.t2)
        let nodes = "time,run,seq,node,a\n\(t1),1,4,n1,x\n\(t2),1,5,n1,y\n\(t1),1,7,n1,z\n"
        let disks =
            "time,run,seq,node,b\n\(t1),1,4,n1,p\n\(t1),1,4,n1,q\n" + "\(t1),1,7,n1,r\n\(t1),1,8,n1,s\n"
        let expected = [
            "\(t1),n1,1,4,x,1,4,p", "\(t1),n1,1,4,x,1,4,q", "\(t1),n1,1,7,z,1,7,r", "\(t1),n1,,,,1,8,s",
            "\(t2),n1,1,5,y,,,",
        ]
        let lines = try merge(nodes, disks).split(separator: "\n").map(String.init)
        #expect(lines == ["time,node,run_1,seq_1,a,run_2,seq_2,b"] + expected)
        // Of other monitors of the node it is open which belong together.
        #expect(throws: MergeError.ambiguous(time: t1, node: "n1")) {
            try merge(nodes, disks.replacing(",1,", with: ",2,"))
        }
    }

    @Test(
        "what can't be merged is said with file and line",
        arguments: [
            ("", "time\n", MergeError.noHeader(file: 0)), ("time\n", "a,b\n", .noTime(file: 1)),
            ("a\n", "time\n", .noTime(file: 0)), ("time\n", "time,a,a\n", .doubledColumn(file: 1, name: "a")),
            ("time,a\n\(t1),1\n\(t2)\n", "time\n", .malformed(file: 0, line: 3)),
            ("time\n", "time\nsoon\n", .malformed(file: 1, line: 2)),
            ("time\n08:00\n", "time\n", .malformed(file: 0, line: 2)),
            ("time,a\n\(t1),\"x\n", "time\n", .malformed(file: 0, line: 2)),
            (
                "time,node\n\(t1),n1\n\(t1),n1\n", "time,node\n\(t1),n1\n\(t1),n1\n",
                .ambiguous(time: t1, node: "n1")
            ), ("time\n\(t1)\n\(t1)\n", "time\n\(t1)\n\(t1)\n", .ambiguous(time: t1, node: nil)),
        ])
    func refuses(first: String, second: String, expected: MergeError) throws {
        #expect(throws: expected) { try merge(first, second) }
        #expect(expected.sentence(["one.csv", "two.csv"]).hasSuffix("."))
    }

    @Test("an end that comes too early, and an output that fails, are said")
    func reportsFailures() throws {
        let files = MemoryFiles()
        let directory = try files.open(path: "/")
        let file = try files.open("t", in: directory, for: .create)
        _ = try files.write(Array("time,a\n\(Self.t1),1\n".utf8).span, to: file, at: 0)
        var merge = try TableMerge(file, file, files: files)
        #expect(throws: MergeError.writing(FileFailure(.write, code: 28))) {
            try merge.run { _ throws(FileFailure) in throw FileFailure(.write, code: 28) }
        }
    }
}
