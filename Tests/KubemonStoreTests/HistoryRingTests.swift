import Testing

@testable import KubemonStore

@Suite("Rings of history")
struct HistoryRingTests {
    private func append(_ value: Float, at tick: Int, to ring: inout HistoryRing) {
        let point: [2 of Float] = [value, 2 * value]
        ring.append(point.span, at: tick)
    }

    @Test(
        "a ring holds the last values of the ticks in which there was one, whatever is missing in between",
        arguments: 1...20 as ClosedRange<UInt64>)
    func matchesModel(seed: UInt64) {
        var random = seed
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        let limit = 1 + next(8)
        var times = TickTimes(limit: 8)
        for _ in 0..<next(20) { _ = times.append(0) }
        var ring: HistoryRing?
        var model: [(tick: Int, wall: UInt64, value: Float)] = []
        for step in 0..<200 {
            let wall = UInt64(1000 + step)
            let tick = times.append(wall)
            // Now and then a stretch that is longer than the ring.
            if next(10) < 3 || step % 50 < 2 * limit && seed % 2 == 0 { continue }
            if ring == nil { ring = HistoryRing(series: 2, limit: limit, from: tick) }
            ring.map { known in
                var changed = known
                append(Float(step), at: tick, to: &changed)
                ring = changed
            }
            model.append((tick, wall, Float(step)))
            let kept = model.filter { $0.tick > tick - limit }
            let points = ring?.points(times) ?? []
            #expect(points.map(\.wall) == kept.map(\.wall), "seed \(seed)")
            #expect(points.map(\.values) == kept.map { [$0.value, 2 * $0.value] }, "seed \(seed)")
            #expect(ring?.recent(1, most: 1) == [2 * Float(step)])
        }
    }

    @Test("a value is kept within 0.05 %, what no graph can show is not")
    func keepsValues() {
        for exponent in -15..<47 {
            let worst = (0..<100).map { step in
                let value = Float(sign: .plus, exponent: exponent, significand: 1 + Float(step) / 100)
                return abs(PlotValue(value).value - value) / value
            }.max()
            #expect(worst.map { $0 <= 0.0005 } == true, "2^\(exponent)")
        }
        #expect((0...2048).allSatisfy { PlotValue(Float($0)).value == Float($0) })
        #expect([-1, -.infinity, 1e-9].map { PlotValue($0).value } == [0, 0, 0])
        #expect(PlotValue(.infinity) == PlotValue(1e30) && PlotValue(.infinity).value > 2e14)
        #expect(PlotValue(.nan).value.isNaN && PlotValue.absent.value.isNaN && PlotValue(.nan) != .absent)
    }

    @Test("a tick that is no longer kept has no time")
    func forgetsTimes() {
        var times = TickTimes(limit: 3)
        for wall in 1...5 as ClosedRange<UInt64> { _ = times.append(wall) }
        #expect((-1...5).map { times[$0] } == [nil, nil, nil, 3, 4, 5, nil])
    }
}
