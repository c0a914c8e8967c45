/// Everything that a key can do outside of dialogs.
public enum Action: Sendable, Hashable, CaseIterable {
    case up, down, pageUp, pageDown, halfUp, halfDown, first, last, columnsLeft, columnsRight
    case open, back
    case viewNodes, viewContainers, viewProcesses, viewDetail, viewRecordings, viewMonitors, viewEvents, nextView
    case previousView
    case maximise
    case filter, search, searchNext, searchPrevious
    case sortMenu, sortNext, sortPrevious, reverse, sortCPU, sortMemory, sortDisk, sortNetwork, sortThrottled
    case cpuBase, tree, active, follow
    case pause, sampleBack, sampleForward, minuteBack, minuteForward, eventBack, eventForward, goto, live, speed
    case zoomIn, zoomOut, zoomReset
    case record, stop, mark, save
    case help, setup, command, interval, redraw, mouse, quit, suspend
    case hint

    /// The view that it opens, or `nil`.
    var view: ViewKind? {
        switch self {
        case .viewNodes: .nodes
        case .viewContainers: .containers
        case .viewProcesses: .processes
        case .viewDetail: .detail
        case .viewRecordings: .recordings
        case .viewMonitors: .monitors
        case .viewEvents: .events
        default: nil
        }
    }
}
