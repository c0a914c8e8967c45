import KubemonMetrics

/// What is known of a container besides its numbers.
struct ContainerLabels {
    var namespace = ""
    var pod = ""
    var container = ""
    /// Runtime and short id.
    var shortID = ""
    /// Full id; the short one where it is not known.
    var id = ""
    /// What tells it from others as long as its full id is not known: short ids may be alike. Else 0.
    var number: UInt64 = 0
    var runtime = ""
    var image = ""
    var podUID = ""
    /// Full id of the container around it; empty if there is none.
    var parentID = ""
    /// Whether it only holds the namespaces of a pod.
    var isSandbox = false
    var restarts = ""
    var started = ""

    init(_ entity: Entity?, number: UInt32) {
        for label in entity?.labels ?? [] {
            switch label.key {
            case "namespace": namespace = label.value
            case "pod": pod = label.value
            case "container": container = label.value
            case "container_id": shortID = label.value
            case "id": id = label.value
            case "runtime": runtime = label.value
            case "image": image = label.value
            case "pod_uid": podUID = label.value
            case "parent_id": parentID = label.value
            case "sandbox": isSandbox = label.value == "yes"
            case "restarts": restarts = label.value
            case "started": started = label.value
            default: break
            }
        }
        if shortID.isEmpty { shortID = "#\(number)" }
        if id.isEmpty { (id, self.number) = (shortID, UInt64(number)) }
        if runtime.isEmpty, let colon = shortID.firstIndex(of: ":") { runtime = String(shortID[..<colon]) }
    }

    /// Whether it belongs to a pod, named or not.
    var isInPod: Bool { !pod.isEmpty || !podUID.isEmpty }
    /// The pod's name, or its uid as long as that is all that is known.
    var podName: String { pod.isEmpty ? podUID : pod }
    /// What a tree calls the group above pods: the namespace, or the runtime of containers that have none.
    var group: String { namespace.isEmpty ? "(\(runtime.isEmpty ? "no namespace" : runtime))" : namespace }
    /// Its own name, or its id.
    var ownName: String { container.isEmpty ? shortID : container }
    /// `namespace/pod/container` as far as it is known.
    var fullName: String { [namespace, podName, ownName].filter { !$0.isEmpty }.joined(separator: "/") }
    /// The same without the container: enough where the pod has no other.
    var nameOfOnlyOne: String {
        isInPod ? [namespace, podName].filter { !$0.isEmpty }.joined(separator: "/") : fullName
    }
}
