import KubemonSampling
import Testing

@Suite("A cgroup path")
struct ContainerIdentityTests {
    static let a = String(repeating: "a", count: 63) + "1"
    static let b = String(repeating: "b", count: 63) + "2"
    static let uid = "2c31b23f-488d-49c3-a848-b2eb12b4e8f8"
    static let under = "2c31b23f_488d_49c3_a848_b2eb12b4e8f8"
    static let podSlice = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod\(under).slice"

    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let runtime: String
        let id: String
        var cgroup = ""
        var pod = ""
        var qos = ""
        var parent = ""

        var testDescription: String { path }
    }

    static let cases: [Case] = [
        Case(path: "/docker/\(a)", runtime: "docker", id: a),
        Case(path: "/system.slice/docker-\(a).scope", runtime: "docker", id: a),
        Case(
            path: "/system.slice/docker-\(a).scope/init.scope", runtime: "docker", id: a,
            cgroup: "/system.slice/docker-\(a).scope"),
        Case(path: "/kubepods/burstable/pod\(uid)/\(a)", runtime: "cri", id: a, pod: uid, qos: "burstable"),
        Case(path: "/kubepods/besteffort/pod\(uid)/\(a)", runtime: "cri", id: a, pod: uid, qos: "besteffort"),
        Case(path: "/kubepods/pod\(uid)/\(a)", runtime: "cri", id: a, pod: uid, qos: "guaranteed"),
        Case(path: "\(podSlice)/docker-\(a).scope", runtime: "docker", id: a, pod: uid, qos: "burstable"),
        Case(path: "\(podSlice)/cri-containerd-\(a).scope", runtime: "containerd", id: a, pod: uid, qos: "burstable"),
        Case(
            path: "\(podSlice)/crio-\(a).scope/container", runtime: "crio", id: a,
            cgroup: "\(podSlice)/crio-\(a).scope",
            pod: uid, qos: "burstable"),
        Case(path: "/kubepods/burstable/pod\(uid)/crio-\(a)", runtime: "crio", id: a, pod: uid, qos: "burstable"),
        Case(
            path: "/kubepods.slice/kubepods-pod\(under).slice/crio-\(a).scope", runtime: "crio", id: a, pod: uid,
            qos: "guaranteed"),
        Case(
            path: "/kubepods/burstable/pod2c31b23f488d49c3a848b2eb12b4e8f8/\(a)", runtime: "cri", id: a,
            pod: "2c31b23f488d49c3a848b2eb12b4e8f8", qos: "burstable"),
        Case(
            path: "/system.slice/containerd.service/kubepods-besteffort-pod\(under).slice:cri-containerd:\(a)",
            runtime: "containerd", id: a, pod: uid, qos: "besteffort"),
        Case(path: "/libpod_parent/libpod-\(a)", runtime: "podman", id: a),
        Case(
            path: "/machine.slice/libpod-\(a).scope/container", runtime: "podman", id: a,
            cgroup: "/machine.slice/libpod-\(a).scope"),
        Case(
            path: "/machine.slice/libpod-\(a).scope/libpod-payload-\(a)", runtime: "podman", id: a,
            cgroup: "/machine.slice/libpod-\(a).scope"),
        Case(path: "/machine.slice/machine-libpod_pod_\(b).slice/libpod-\(a).scope", runtime: "podman", id: a),
        Case(
            path: "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-\(a).scope", runtime: "podman", id: a
        ),
        Case(
            path: "/docker/\(b)/kubelet/kubepods/burstable/pod\(uid)/\(a)", runtime: "cri", id: a, pod: uid,
            qos: "burstable", parent: b),
        Case(
            path: "/system.slice/docker-\(b).scope/kubelet.slice/kubelet-kubepods.slice/"
                + "kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod\(under).slice/cri-containerd-\(a).scope",
            runtime: "containerd", id: a, pod: uid, qos: "burstable", parent: b),
        Case(path: "/docker/\(b)/kubelet/kubepods", runtime: "docker", id: b, cgroup: "/docker/\(b)"),
        Case(path: "/docker/\(b)/docker/\(a)", runtime: "docker", id: a, parent: b),
        Case(path: "/k8s.io/\(a)", runtime: "containerd", id: a),
        Case(path: "/somewhere/\(a)", runtime: "container", id: a),
        Case(path: "/lxc/web", runtime: "lxc", id: "web"),
        Case(path: "/lxc.payload.web/system.slice", runtime: "lxc", id: "web", cgroup: "/lxc.payload.web"),
        Case(path: "/machine.slice/systemd-nspawn@deb.service", runtime: "nspawn", id: "deb"),
        Case(
            path: "/ecs/task/0123456789abcdef0123456789abcdef-1234567", runtime: "ecs",
            id: "0123456789abcdef0123456789abcdef-1234567"),
        Case(path: "/garden/\(uid)", runtime: "garden", id: uid),
    ]

    @Test("names the container that it belongs to", arguments: cases)
    func identifies(known: Case) throws {
        let identity = try #require(ContainerIdentity(cgroupPath: known.path))
        #expect(identity.runtime == known.runtime)
        #expect(identity.id == known.id)
        #expect(identity.cgroup == (known.cgroup.isEmpty ? known.path : known.cgroup))
        #expect(identity.podUID == known.pod)
        #expect(identity.qos == known.qos)
        #expect(identity.parentID == known.parent)
    }

    @Test(
        "of no container names none",
        arguments: [
            "", "/", "/system.slice/sshd.service", "/kubepods/burstable/pod\(uid)", "\(podSlice)",
            "/system.slice/var-lib-docker-containers-\(a)-mounts-shm.mount", "/system.slice/run-\(a).mount",
            "/system.slice/crio-conmon-\(a).scope", "/machine.slice/libpod-conmon-\(a).scope",
            "/machine.slice/machine-libpod_pod_\(b).slice", "/docker/\(a.dropLast())", "/docker/\(a.uppercased())",
            "/docker/x\(a)", "/system.slice/other-\(a).scope", "/lxc.monitor.web", "/docker",
        ])
    func rejects(path: String) {
        #expect(ContainerIdentity(cgroupPath: path) == nil)
    }

    @Test("gives the runtime and twelve digits as the short id, or the whole name")
    func shortID() {
        #expect(ContainerIdentity(cgroupPath: "/docker/\(Self.a)")?.shortID == "docker:aaaaaaaaaaaa")
        #expect(ContainerIdentity(cgroupPath: "/lxc/web-frontend-1")?.shortID == "lxc:web-frontend-1")
    }
}
