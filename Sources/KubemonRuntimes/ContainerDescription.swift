/// What a runtime says of one container. Texts come from strangers and are passed on unchanged.
public struct ContainerDescription: Sendable, Hashable {
    /// Full id, 64 hexadecimal digits.
    public var id: String
    /// Who runs it: `docker`, `podman`, `containerd`, `crio`.
    public var runtime: String
    /// The runtime's own name of the container, without a leading slash; empty if it has none.
    public var name = ""
    /// The image as the user named it; empty if unknown.
    public var image = ""
    /// Namespace of the pod; empty outside pods.
    public var namespace = ""
    /// Name of the pod, Podman's pods included; empty outside pods.
    public var pod = ""
    /// UID of the pod, or Podman's id of it; empty outside pods.
    public var podUID = ""
    /// The orchestrator's name of the container inside its pod; empty outside pods.
    public var container = ""
    /// Whether it only holds its pod together: the pause or infra container.
    public var isSandbox = false
    /// How often the runtime started it again, or nil where nobody says.
    public var restartCount: UInt64?
    /// When it was started, in RFC 3339 as the runtime says it; empty if unknown.
    public var started = ""
    /// A bounded selection of its labels: see ``LabelSelection``.
    public var labels: [ContainerLabel] = []

    /// Creates a description of which only the id and the runtime are known.
    public init(id: String, runtime: String) { (self.id, self.runtime) = (id, runtime) }
}
