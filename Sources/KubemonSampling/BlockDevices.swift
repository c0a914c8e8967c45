import KubemonProcFS

/// Names of block devices by their numbers.
enum BlockDevices {
    /// The name in `/proc/diskstats`, or `major:minor` if there is none.
    static func name(of device: DeviceNumber, host: HostPaths, files: any FileSource) -> String {
        var buffer = TextBuffer()
        do throws(FileError) {
            try buffer.fill(from: files.open(host.proc("diskstats")), of: files)
        } catch {
            return "\(device.major):\(device.minor)"
        }
        let text = String(decoding: buffer.bytes[..<buffer.count], as: UTF8.self)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            guard words.count > 2, UInt32(words[0]) == device.major, UInt32(words[1]) == device.minor else { continue }
            return String(words[2])
        }
        return "\(device.major):\(device.minor)"
    }
}
