import KubemonMetrics

/// Samples that could not be recorded when they came. Their monitor sends them again, unless it is killed before that:
/// the recorder must know of its run, so that the loss is declared (R18).
extension Hub {
    /// Notes the first sample of a run that the recorder did not take.
    ///
    /// - Returns: `false` if it is none that tells since when something is missing.
    func miss(_ item: StreamItem, of run: @autoclosure () -> Announcement?) -> Bool {
        // The first that is on this grid will come.
        guard case .tick(let tick) = item.content, SlotGrid(interval: interval).holds(tick), var run = run() else {
            return false
        }
        run.missedSince = tick.slot
        // It may have connected again since.
        if !missed.contains(where: { $0.source == run.source }) { missed.append(run) }
        return true
    }

    /// Tells the recorder, which takes items again, of the runs that it missed.
    func tellMissed() { missed.removeAll { recorder.open($0) } }
}
