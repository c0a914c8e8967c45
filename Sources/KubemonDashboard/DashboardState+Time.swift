import KubemonMetrics
import KubemonScreen
import KubemonStore

extension DashboardState {
    /// The instant that is shown.
    private func position(_ snapshot: FleetSnapshot) -> UInt64 { (paused ?? snapshot).wall }

    /// The instant that will be shown when all that was asked for has come.
    private func destination(_ snapshot: FleetSnapshot) -> UInt64 { journey?.end ?? position(snapshot) }

    /// Whether another time was asked for and is not shown yet.
    var isSeeking: Bool { journey.map { !$0.isRefresh || $0.next != nil } ?? false }

    /// Goes through time, or says why not. The answer is a ``DashboardEvent/moment(_:_:)``.
    mutating func performTime(_ action: Action, snapshot: FleetSnapshot) -> [Effect] {
        switch action {
        case .pause:
            if snapshot.origin.playback != nil { return [.play(.toggle)] }
            journey = nil
            paused = paused == nil ? snapshot : nil
        case .sampleBack: return travel(.samples(-1), snapshot)
        case .sampleForward: return travel(.samples(1), snapshot)
        case .minuteBack: return travel(minutes(-1, snapshot), snapshot)
        case .minuteForward: return travel(minutes(1, snapshot), snapshot)
        case .eventBack: return goToEvent(-1, matching: "", snapshot)
        case .eventForward: return goToEvent(1, matching: "", snapshot)
        case .goto: line = LineInput(purpose: .goto, field: TextField())
        case .live: return goLive(snapshot)
        case .speed: return changeSpeed(snapshot)
        default: break
        }
        return []
    }

    /// Commands with a word behind them: `:step -1`, `:step +60s`, `:next oom`, `:goto -90s`, `:speed 10`. `nil` for others.
    mutating func runTime(_ name: String, _ rest: String, snapshot: FleetSnapshot) -> [Effect]? {
        guard !rest.isEmpty else { return nil }
        switch name {
        case "step":
            if let count = Int(rest), count != 0, count.magnitude <= 100_000 {
                return travel(.samples(count), snapshot)
            }
            if let shift = GotoTime.shift(rest) { return travel(.shift(shift), snapshot) }
            say("step needs samples or a time, as -1 or +60s", .error, at: snapshot.wall)
        case "next": return goToEvent(1, matching: rest, snapshot)
        case "previous": return goToEvent(-1, matching: rest, snapshot)
        case "goto": return goTo(rest, snapshot)
        case "speed":
            guard let speed = Double(rest), (0.1...3600).contains(speed) else {
                say("speed needs a number from 0.1 to 3600", .error, at: snapshot.wall)
                return []
            }
            guard snapshot.origin.playback != nil else { return changeSpeed(snapshot) }
            return [.play(.speed(speed))]
        default: return nil
        }
        return []
    }

    /// Goes to a time that the user typed.
    mutating func goTo(_ text: String, _ snapshot: FleetSnapshot) -> [Effect] {
        guard let target = GotoTime.parse(text, shown: destination(snapshot), in: snapshot) else {
            if !text.trimmed.isEmpty {
                say("\"\(text)\" is no time; \(GotoTime.hint(snapshot.origin))", .error, at: snapshot.wall)
            }
            return []
        }
        return travel(target, snapshot)
    }

    /// Minutes on or back; the last one ends where the samples do.
    private func minutes(_ count: Int, _ snapshot: FleetSnapshot) -> TimeTarget {
        let target = TimeTarget.shift(Int64(count) * 60 * Int64(Self.second))
        let (from, extent) = (destination(snapshot), snapshot.extent)
        guard !extent.isEmpty, let end = target.instant(from: from) else { return target }
        if end < extent.oldest, from > extent.oldest { return .instant(extent.oldest) }
        // Where nothing is played, what follows the last sample is live.
        if end > extent.newest, from < extent.newest, snapshot.origin.playback != nil { return .instant(extent.newest) }
        return target
    }

    /// Goes to the time of an event, if there are samples of it.
    mutating func goTo(event wall: UInt64, _ text: String, _ snapshot: FleetSnapshot) -> [Effect] {
        let extent = snapshot.extent
        guard !extent.isEmpty, wall >= extent.oldest else {
            sayNoSample(snapshot)
            return []
        }
        say(text, at: snapshot.wall)
        return travel(.instant(wall), snapshot)
    }

    /// Asks for another time, or goes on there from where one is already on the way to.
    private mutating func travel(_ target: TimeTarget, _ snapshot: FleetSnapshot) -> [Effect] {
        let from = destination(snapshot)
        if journey != nil {
            journey?.add(target, from: from)
            return []
        }
        return depart(Journey(Journey.Leg(target: target, from: from)))
    }

    private mutating func depart(_ journey: Journey) -> [Effect] {
        self.journey = journey
        awaitedMoments += 1
        return [.travel(journey.leg.target, from: journey.leg.from)]
    }

    /// The answer to what was asked for has come; one that nobody waits for any more is passed over.
    mutating func arrive(_ target: TimeTarget, _ moment: FleetSnapshot?, live snapshot: FleetSnapshot) -> [Effect] {
        awaitedMoments -= 1
        guard awaitedMoments == 0, let journey else { return [] }
        self.journey = nil
        take(target, moment, live: snapshot)
        guard var next = journey.next else { return [] }
        // Samples are counted from where they led to so far.
        if case .samples = next.target { next.from = position(snapshot) }
        return depart(Journey(next))
    }

    private mutating func goLive(_ snapshot: FleetSnapshot) -> [Effect] {
        if snapshot.origin.playback != nil { return travel(.instant(snapshot.extent.newest), snapshot) }
        (paused, journey) = (nil, nil)
        return []
    }

    private mutating func changeSpeed(_ snapshot: FleetSnapshot) -> [Effect] {
        guard let playback = snapshot.origin.playback else {
            say("only a replay has a speed; kubemon replay DIR plays a recording", at: snapshot.wall)
            return []
        }
        let speeds = [1.0, 2, 5, 10, 30, 60]
        return [.play(.speed(speeds.first { $0 > playback.speed } ?? speeds[0]))]
    }

    private mutating func goToEvent(_ step: Int, matching text: String, _ snapshot: FleetSnapshot) -> [Effect] {
        let shown = destination(snapshot)
        let wanted = text.lowercased()
        let events = (snapshot.events + snapshot.laterEvents).filter { event in
            (step < 0 ? event.event.wall < shown : event.event.wall > shown)
                && (wanted.isEmpty || event.words.lowercased().contains(wanted))
        }
        let found =
            step < 0
            ? events.max { $0.event.wall < $1.event.wall } : events.min { $0.event.wall < $1.event.wall }
        guard let found else {
            let which = wanted.isEmpty ? "" : " with \"\(text)\""
            say("no \(step < 0 ? "earlier" : "later") event\(which)", .error, at: snapshot.wall)
            return []
        }
        say(found.words, at: snapshot.wall)
        var wall = found.event.wall
        // A recording begins and ends with events that are not of the instant of a sample.
        if snapshot.origin.playback != nil, !snapshot.extent.isEmpty {
            wall = min(max(wall, snapshot.extent.oldest), snapshot.extent.newest)
        }
        return travel(.instant(wall), snapshot)
    }

    /// Shows another time, or says that there is no sample.
    private mutating func take(_ target: TimeTarget, _ moment: FleetSnapshot?, live snapshot: FleetSnapshot) {
        let isReplay = snapshot.origin.playback != nil
        if let moment {
            // A recording that is played stands there itself from now on.
            if !isReplay { paused = moment }
            return
        }
        guard case .instant = target else {
            if isReplay || target.isBack { return sayNoSample(snapshot) }
            if paused == nil { return say("this is the newest sample", at: snapshot.wall) }
            paused = nil
            return say("back to live", at: snapshot.wall)
        }
        sayNoSample(snapshot)
    }

    private mutating func sayNoSample(_ snapshot: FleetSnapshot) {
        let extent = snapshot.extent
        guard !extent.isEmpty else { return say("no sample there: nothing is kept yet", .error, at: snapshot.wall) }
        let isOneDay = Format.date(extent.oldest) == Format.date(extent.newest)
        let write = isOneDay ? Format.timeOfDay : Format.dateTime
        let range = "\(write(extent.oldest)) to \(write(extent.newest))"
        say("no sample there; there are some from \(range)", .error, at: snapshot.wall)
    }

    /// Asks for the paused fleet again where graphs of other rows came into sight; once.
    mutating func refreshPaused() -> [Effect] {
        guard journey == nil, let paused, !paused.extent.isEmpty, paused.request != wanted else { return [] }
        self.paused?.request = wanted
        return depart(
            Journey(Journey.Leg(target: .instant(paused.wall), from: paused.wall), isRefresh: true))
    }
}

extension FleetEvent {
    /// The event in one line.
    var words: String {
        [node, event.kind.title, event.text].filter { !$0.isEmpty }.joined(separator: "  ")
    }
}
