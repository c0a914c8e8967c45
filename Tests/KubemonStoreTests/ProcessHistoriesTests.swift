import Testing

@testable import KubemonStore

@Suite("Histories of processes")
struct ProcessHistoriesTests {
    @Test("each process has what a ring of its own would have, whatever is missing, ends and begins", arguments: 1...8)
    func matchesRings(seed: UInt64) {
        var random = seed
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        var histories = ProcessHistories()
        var rings: [UInt32: HistoryRing] = [:]
        histories.reserve(3)
        for tick in 0..<400 {
            histories.begin(tick)
            for number in 0..<UInt32(6) {
                // Now and then one ends, and now and then one has no rows for a while.
                if next(90) == 0 { (_, rings[number]) = (histories.remove(number), nil) }
                if next(10) < 3 || (tick / 40 + Int(number)) % 5 == 0 { continue }
                let value = Float(next(1000))
                histories.append(value, of: number)
                var ring = rings[number] ?? HistoryRing(series: 1, limit: HistoryLimits.process, from: tick)
                ring.append([value].span, at: tick)
                rings[number] = ring
            }
            for number in 0..<UInt32(6) {
                let found = histories.values(of: number)?.values.map(\.value.bitPattern) ?? []
                // A block knows nothing of what is older; a ring ends with its last row.
                let wanted = rings[number]?.recent(0, most: HistoryLimits.process) ?? []
                #expect(Array(wanted.map(\.bitPattern).suffix(found.count)) == found, "seed \(seed), tick \(tick)")
            }
        }
    }

    @Test("a process that begins where another has ended has nothing of it")
    func reusesPlaces() {
        var histories = ProcessHistories()
        for tick in 0..<3 {
            histories.begin(tick)
            for number in 1...3 as ClosedRange<UInt32> { histories.append(Float(number), of: number) }
        }
        histories.keep { $0 == 2 }
        #expect((1...3).map { histories.contains($0) } == [false, true, false])
        histories.append(7, of: 8)
        #expect(histories.values(of: 8)?.values.map(\.value) == [7])
        #expect(histories.values(of: 2)?.values.map(\.value) == [2, 2, 2] && histories.values(of: 1) == nil)
    }
}
