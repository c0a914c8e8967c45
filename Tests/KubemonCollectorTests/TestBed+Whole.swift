import KubemonMetrics
import Synthetic
import Testing

extension TestBed {
    /// The slots of each node in a recording, from the values of its first column.
    func slots(_ recording: String) throws -> [Substring: [UInt64]] {
        var slots: [Substring: [UInt64]] = [:]
        for row in try rows("\(recording)/nodes.csv") {
            let node = try #require(row["node"])
            let first = try #require(row[Substring(Schema.of(.node).metrics[0].column)].flatMap { UInt64($0) })
            let offset = FunctionSource.value(node: String(node), slot: 0, entity: 1, column: 0)
            slots[node, default: []].append((first - offset) / 1_000_000)
        }
        return slots
    }

    /// Checks that a recording that was stopped holds each sample that was taken in its window, once and in order, and
    /// that it declares all others: a busy machine may keep a monitor from sampling in a slot.
    ///
    /// - Parameter strides: of nodes that do not sample in every slot.
    func expectWhole(_ recording: String, nodes: [String], strides: [String: UInt64] = [:]) throws {
        let manifest = try file("\(recording)/manifest.json")
        func number(_ key: String) throws -> UInt64 {
            let rest = try #require(manifest.split(separator: "\"\(key)\" : ").dropFirst().first)
            return try #require(UInt64(rest.prefix { $0.isNumber }))
        }
        let window = try number("first_slot")...number("last_slot")
        let slots = try slots(recording)
        #expect(slots.keys.sorted() == nodes.map { Substring($0) }.sorted())
        var declared: [Substring: UInt64] = [:]
        for row in try rows("\(recording)/events.csv") where row["kind"] == "gap" {
            declared[row["node"] ?? "", default: 0] += try #require(UInt64(row["gap_slots"] ?? ""))
        }
        for node in nodes {
            let taken = samples(of: node).filter { window.contains($0) }
            #expect(slots[Substring(node)] == taken, "\(node) in \(window)")
            let stride = strides[node] ?? 1
            let possible = window.upperBound / stride - (window.lowerBound - 1) / stride
            #expect(declared[Substring(node)] ?? 0 == possible - UInt64(taken.count), "\(node) in \(window)")
        }
    }
}
