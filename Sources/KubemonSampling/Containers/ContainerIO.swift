import KubemonMetrics
import KubemonProcFS

/// A file with lines of block devices, as one container has it.
struct ContainerIOFile {
    /// Which of the candidates it is.
    let candidate: Int
    let file: KeptFile
}

/// What containers read and wrote: sums in their own rows, and a row for each block device.
struct ContainerIO {
    /// One of the files that values can come from.
    private struct Candidate {
        let file: KernelFile
        let sums: DevicePairsParser
        let devices: DevicePairsParser
        /// Files of the same group tell the same; the first that lists a device is used.
        let group: String
    }

    private let host: HostPaths
    private let mounts: CgroupMounts
    private let diskColumns: Int
    private var candidates: [Candidate] = []
    /// In the order of their numbers.
    private var disks: [ContainerDisk] = []

    init(_ schema: Schema, disks: Schema, host: HostPaths, mounts: CgroupMounts, units: KernelUnits) {
        (self.host, self.mounts) = (host, mounts)
        diskColumns = disks.count
        for locator in schema.metrics.lazy.flatMap(\.locators) where locator.file.format == .devicePairs {
            guard !candidates.contains(where: { $0.file == locator.file }) else { continue }
            candidates.append(
                Candidate(
                    file: locator.file, sums: Self.parser(schema, locator.file, units),
                    devices: Self.parser(disks, locator.file, units),
                    group: locator.file.path.replacing("_recursive", with: "")))
        }
    }

    private static func parser(_ schema: Schema, _ file: KernelFile, _ units: KernelUnits) -> DevicePairsParser {
        let targets = schema.metrics.enumerated().flatMap { column, metric in
            metric.locators.filter { $0.file == file }
                .map { Target(column: column, locator: $0, encoding: metric.encoding) }
        }
        return DevicePairsParser(targets: targets, units: units)
    }

    /// Chooses the files of a container: of each group the first one that lists devices, or the first one there is.
    func open(_ container: Container, _ context: inout SampleContext) {
        var chosen: [ContainerIOFile] = []
        var groups: [String: Int] = [:]
        for (index, candidate) in candidates.enumerated() {
            let position = groups[candidate.group]
            if let position, hasDevices(chosen[position].file, &context) { continue }
            guard let directory = mounts.directory(of: candidate.file.base).map(host.file),
                let file = container.io.first(where: { $0.candidate == index })?.file
                    ?? context.open(directory + container.identity.cgroup + "/" + candidate.file.path)
            else { continue }
            if let position {
                if hasDevices(file, &context) { chosen[position] = ContainerIOFile(candidate: index, file: file) }
            } else {
                groups[candidate.group] = chosen.count
                chosen.append(ContainerIOFile(candidate: index, file: file))
            }
        }
        container.io = chosen
    }

    private func hasDevices(_ file: KeptFile, _ context: inout SampleContext) -> Bool {
        guard context.read(file) == .text else { return false }
        var cursor = DevicePairsParser.Cursor()
        return DevicePairsParser.next(in: context.buffer.bytes.span.extracting(0..<context.buffer.count), at: &cursor)
            != nil
    }

    /// Fills the columns of a container's row and remembers those of its devices.
    mutating func sample(_ container: Container, into table: inout Table, row: Int, _ context: inout SampleContext) {
        for index in container.disks.indices { container.disks[index].reset() }
        for index in container.io.indices {
            let (file, candidate) = (container.io[index].file, container.io[index].candidate)
            guard context.read(file, isShownAtOnce: true) == .text else { continue }
            read(container, candidate, file, into: &table, row: row, &context)
        }
    }

    private mutating func read(
        _ container: Container, _ candidate: Int, _ file: KeptFile, into table: inout Table, row: Int,
        _ context: inout SampleContext
    ) {
        var cursor = DevicePairsParser.Cursor()
        if candidates[candidate].sums.absentMeansZero { candidates[candidate].sums.begin(&table, row: row) }
        do throws(ParseError) {
            while let line = DevicePairsParser.next(
                in: context.buffer.bytes.span.extracting(0..<context.buffer.count), at: &cursor)
            {
                let disk = disk(of: container, line.device) ?? appear(container, line.device, &context)
                if !disk.isSeen, candidates[candidate].devices.absentMeansZero {
                    candidates[candidate].devices.begin(&disk.values, row: 0)
                }
                disk.isSeen = true
                let text = context.buffer.bytes.span.extracting(0..<context.buffer.count)
                try candidates[candidate].sums.add(line, of: text, to: &table, row: row)
                try candidates[candidate].devices.add(line, of: text, to: &disk.values, row: 0)
            }
        } catch {
            context.journal.malformed(file, error)
        }
    }

    private func disk(of container: Container, _ device: DeviceNumber) -> ContainerDisk? {
        for index in container.disks.indices where container.disks[index].device == device {
            return container.disks[index]
        }
        return nil
    }

    private mutating func appear(
        _ container: Container, _ device: DeviceNumber, _ context: inout SampleContext
    ) -> ContainerDisk {
        // The text in the buffer is still needed: names are found with a buffer of their own.
        let name = BlockDevices.name(of: device, host: host, files: context.files)
        let labels = container.identityLabels(with: "start") + [Entity.Label("disk", name)]
        let entity = context.journal.appear(.containerDisk, labels: labels).number
        let disk = ContainerDisk(container, device, name: name, entity: entity, columns: diskColumns)
        container.disks.append(disk)
        disks.append(disk)
        return disk
    }

    /// Appends the rows of all devices of all containers that were sampled.
    mutating func appendRows(to table: inout Table, _ context: inout SampleContext) {
        for index in disks.indices where disks[index].isSeen {
            let disk = disks[index]
            if let container = disk.container, disk.labelVersion != container.labelVersion {
                rename(disk, of: container, &context)
            }
            table.appendRow(entity: disk.entity)
            table.copyLastRow(from: 0, of: disk.values)
            disk.isSeen = false
        }
    }

    private func rename(_ disk: ContainerDisk, of container: Container, _ context: inout SampleContext) {
        disk.labelVersion = container.labelVersion
        let labels = container.identityLabels(with: "start") + [Entity.Label("disk", disk.name)]
        context.journal.amend(disk.entity, labels: labels)
    }

    /// Forgets the devices of containers that are gone.
    mutating func sweep(_ context: inout SampleContext) {
        for disk in disks where disk.container?.isGone ?? true { context.journal.end(disk.entity) }
        disks.removeAll { $0.container?.isGone ?? true }
    }
}
