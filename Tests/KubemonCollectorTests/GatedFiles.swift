import ForwardingFiles
import KubemonRecording

/// The real disk behind a gate: `fdatasync` waits before it, and fails where the gate says so.
struct GatedFiles: ForwardingFiles {
    let gate: DiskGate
    let files: any FileSystem = SystemFiles()

    init(gate: DiskGate) { self.gate = gate }

    func synchronize(file: Int32) throws(FileFailure) {
        try gate.pass()
        try files.synchronize(file: file)
    }
    func space(at directory: Int32) throws(FileFailure) -> FreeSpace {
        let space = try files.space(at: directory)
        return FreeSpace(available: gate.free ?? space.available, total: space.total)
    }
}
