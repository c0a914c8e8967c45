extension Locator {
    static let fileHandles = KernelFile(.proc, "sys/fs/file-nr", .fields)
    static let conntrackCount = KernelFile(.proc, "sys/net/netfilter/nf_conntrack_count", .fields)
    static let conntrackMax = KernelFile(.proc, "sys/net/netfilter/nf_conntrack_max", .fields)
    static let sockstat = KernelFile(.proc, "net/sockstat", .keyedPairs)
    static let sockstat6 = KernelFile(.proc, "net/sockstat6", .keyedPairs)
    static let snmp = KernelFile(.proc, "net/snmp", .headedFields)
    static let snmp6 = KernelFile(.proc, "net/snmp6", .keyedValues)
    static let netstat = KernelFile(.proc, "net/netstat", .headedFields)
}

extension Metric {
    /// Open files, sockets and connections.
    static let nodeHandles: [Metric] = [
        .gauge("file_handles", .count, "Open files.", from: .fileHandles[0]),
        .gauge("file_handles_max", .count, "Open files allowed.", from: .fileHandles[2]),
        .gauge("conntrack", .count, "Connections that the firewall tracks.", from: .conntrackCount[]),
        .gauge("conntrack_max", .count, "Connections that the firewall can track.", from: .conntrackMax[]),
        .gauge("sockets", .count, "Sockets of all kinds.", from: .sockstat["sockets", "used"]),
        .gauge("sockets_tcp", .count, "TCP sockets over IPv4.", from: .sockstat["TCP", "inuse"]),
        .gauge("sockets_tcp_orphan", .count, "TCP sockets that no process holds.", from: .sockstat["TCP", "orphan"]),
        .gauge("sockets_tcp_time_wait", .count, "TCP connections in time-wait.", from: .sockstat["TCP", "tw"]),
        .gauge("sockets_tcp_allocated", .count, "TCP sockets allocated.", from: .sockstat["TCP", "alloc"]),
        .gauge("sockets_udp", .count, "UDP sockets over IPv4.", from: .sockstat["UDP", "inuse"]),
        .gauge("sockets_raw", .count, "Raw sockets over IPv4.", from: .sockstat["RAW", "inuse"]),
        .gauge("sockets_tcp_memory", .pages, "Memory of TCP buffers.", from: .sockstat["TCP", "mem"]),
        .gauge("sockets_udp_memory", .pages, "Memory of UDP buffers.", from: .sockstat["UDP", "mem"]),
        .gauge("sockets_tcp6", .count, "TCP sockets over IPv6.", from: .sockstat6["TCP6", "inuse"]),
        .gauge("sockets_udp6", .count, "UDP sockets over IPv6.", from: .sockstat6["UDP6", "inuse"]),
        .gauge("sockets_raw6", .count, "Raw sockets over IPv6.", from: .sockstat6["RAW6", "inuse"]),
    ]

    /// Protocol counters.
    static let nodeNetwork: [Metric] = [
        .counter(
            "tcp_active_opens", .count, "TCP connections opened to other machines.", from: .snmp["Tcp", "ActiveOpens"]),
        .counter("tcp_passive_opens", .count, "TCP connections accepted.", from: .snmp["Tcp", "PassiveOpens"]),
        .counter(
            "tcp_attempt_fails", .count, "TCP connections that could not be opened.", from: .snmp["Tcp", "AttemptFails"]
        ),
        .counter("tcp_resets", .count, "TCP connections reset.", from: .snmp["Tcp", "EstabResets"]),
        .gauge("tcp_established", .count, "TCP connections that are open.", from: .snmp["Tcp", "CurrEstab"]),
        .counter("tcp_received_segments", .count, "TCP segments received.", from: .snmp["Tcp", "InSegs"]),
        .counter("tcp_sent_segments", .count, "TCP segments sent.", from: .snmp["Tcp", "OutSegs"]),
        .counter("tcp_retransmits", .count, "TCP segments sent again.", from: .snmp["Tcp", "RetransSegs"]),
        .counter("tcp_receive_errors", .count, "TCP segments received in error.", from: .snmp["Tcp", "InErrs"]),
        .counter("tcp_sent_resets", .count, "TCP resets sent.", from: .snmp["Tcp", "OutRsts"]),
        .counter("tcp_timeouts", .count, "TCP retransmission timeouts.", from: .netstat["TcpExt", "TCPTimeouts"]),
        .counter(
            "tcp_listen_overflows", .count, "Connections that found the listen queue full.",
            from: .netstat["TcpExt", "ListenOverflows"]),
        .counter(
            "tcp_listen_drops", .count, "Connections dropped before they were accepted.",
            from: .netstat["TcpExt", "ListenDrops"]),
        .counter(
            "tcp_syn_retransmits", .count, "Connection requests sent again.", from: .netstat["TcpExt", "TCPSynRetrans"]),
        .counter(
            "tcp_backlog_drops", .count, "Segments dropped because the socket's backlog was full.",
            from: .netstat["TcpExt", "TCPBacklogDrop"]),
        .counter(
            "tcp_memory_pressure", .count, "Times that TCP ran short of memory.",
            from: .netstat["TcpExt", "TCPMemoryPressures"]),
        .counter("udp_received", .count, "UDP datagrams received.", from: .snmp["Udp", "InDatagrams"]),
        .counter("udp_sent", .count, "UDP datagrams sent.", from: .snmp["Udp", "OutDatagrams"]),
        .counter(
            "udp_no_ports", .count, "UDP datagrams for a port that nobody listens on.", from: .snmp["Udp", "NoPorts"]),
        .counter("udp_receive_errors", .count, "UDP datagrams received in error.", from: .snmp["Udp", "InErrors"]),
        .counter(
            "udp_receive_buffer_errors", .count, "UDP datagrams dropped because the receive buffer was full.",
            from: .snmp["Udp", "RcvbufErrors"]),
        .counter(
            "udp_send_buffer_errors", .count, "UDP datagrams dropped because the send buffer was full.",
            from: .snmp["Udp", "SndbufErrors"]),
        .counter("udp6_received", .count, "UDP datagrams received over IPv6.", from: .snmp6["Udp6InDatagrams"]),
        .counter("udp6_sent", .count, "UDP datagrams sent over IPv6.", from: .snmp6["Udp6OutDatagrams"]),
        .counter(
            "udp6_receive_buffer_errors", .count,
            "UDP datagrams over IPv6 dropped because the receive buffer was full.", from: .snmp6["Udp6RcvbufErrors"]),
        .counter("ip_received", .count, "IPv4 packets received.", from: .snmp["Ip", "InReceives"]),
        .counter("ip_sent", .count, "IPv4 packets sent.", from: .snmp["Ip", "OutRequests"]),
        .counter("ip_forwarded", .count, "IPv4 packets forwarded.", from: .snmp["Ip", "ForwDatagrams"]),
        .counter("ip_discards", .count, "IPv4 packets dropped for want of memory.", from: .snmp["Ip", "InDiscards"]),
        .counter("ip6_received", .count, "IPv6 packets received.", from: .snmp6["Ip6InReceives"]),
        .counter("ip6_sent", .count, "IPv6 packets sent.", from: .snmp6["Ip6OutRequests"]),
        .counter("ip6_forwarded", .count, "IPv6 packets forwarded.", from: .snmp6["Ip6OutForwDatagrams"]),
        .counter("ip6_discards", .count, "IPv6 packets dropped for want of memory.", from: .snmp6["Ip6InDiscards"]),
    ]
}
