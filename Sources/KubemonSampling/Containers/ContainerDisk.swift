import KubemonMetrics
import KubemonProcFS

/// A block device that a container has used.
final class ContainerDisk {
    let device: DeviceNumber
    let name: String
    let entity: UInt32
    private(set) weak var container: Container?
    /// One row: what the last sample read.
    var values: Table
    /// Whether the last sample listed the device.
    var isSeen = false
    /// The labels of the container that ``entity`` is described with.
    var labelVersion: Int

    init(_ container: Container, _ device: DeviceNumber, name: String, entity: UInt32, columns: Int) {
        (self.container, self.device, self.name, self.entity) = (container, device, name, entity)
        labelVersion = container.labelVersion
        values = Table(columnCount: columns)
        values.appendRow(entity: 0)
    }

    func reset() {
        isSeen = false
        values.removeAll()
        values.appendRow(entity: 0)
    }
}
