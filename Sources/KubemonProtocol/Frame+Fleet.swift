extension Frame {
    /// The collector as it stands.
    package init(fleet: WireFleet) { self.init(.fleet(fleet)) }

    /// The collector as it stands, or `nil` if this frame is something else.
    package var fleetMessage: WireFleet? { if case .fleet(let wire) = wire.content { wire } else { nil } }
}
