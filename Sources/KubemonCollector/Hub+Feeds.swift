import KubemonHistory
import KubemonMetrics
import KubemonStore

/// Consoles elsewhere that show the fleet.
extension Hub {
    /// A monitor has sent something.
    func feed(_ source: StreamSource) {
        for feed in feeds.values { feed.pass(source) }
    }

    /// Tells consoles elsewhere how things stand.
    func report() {
        guard !feeds.isEmpty else { return }
        let fleet = store.snapshot()
        for feed in feeds.values { feed.report(fleet) }
    }

    /// A console wants to show the fleet.
    func attach(_ feed: FleetFeed) {
        feeds[ObjectIdentifier(feed)] = feed
        feed.report(store.snapshot())
        for source in history.sources { feed.pass(source) }
    }

    /// A console is gone.
    func detach(_ feed: FleetFeed) { feeds[ObjectIdentifier(feed)] = nil }
}
