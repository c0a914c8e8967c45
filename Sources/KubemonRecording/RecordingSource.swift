public import KubemonMetrics

/// One run of one monitor.
public typealias RecordingSource = StreamSource
