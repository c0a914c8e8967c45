extension Metric {
    /// Pressure stall information: how much time is lost waiting. A machine and a cgroup have the same four files.
    ///
    /// Source: https://docs.kernel.org/accounting/psi.html
    static func pressure(cpu: KernelFile, memory: KernelFile, io: KernelFile, irq: KernelFile) -> [Metric] {
        pressure("cpu_some", cpu["some", ""], "some task waited for a CPU")
            + pressure("cpu_full", cpu["full", ""], "every task waited for a CPU")
            + pressure("memory_some", memory["some", ""], "some task waited for memory")
            + pressure("memory_full", memory["full", ""], "every task waited for memory")
            + pressure("io_some", io["some", ""], "some task waited for a disk")
            + pressure("io_full", io["full", ""], "every task waited for a disk")
            + pressure("irq_full", irq["full", ""], "interrupts kept tasks from a CPU")
    }

    /// The averages and the total of one line.
    private static func pressure(_ name: String, _ line: Locator, _ what: String) -> [Metric] {
        ["10", "60", "300"].map { seconds in
            .gauge(
                "pressure_\(name)_avg\(seconds)", .percent, "Share of the last \(seconds) s in which \(what).",
                from: line.file[line.line, "avg" + seconds], as: .hundredths)
        } + [.counter("pressure_" + name, .microseconds, "Time in which \(what).", from: line.file[line.line, "total"])]
    }
}
