import Glibc
import KubemonRuntimes
import Testing

@Suite("Where sockets are")
struct SocketSearchTests {
    @Test("a socket with two paths is watched once, and usual places need not exist")
    func sameSocket() async throws {
        let scratch = try ScratchDirectory()
        try scratch.makeDirectory("run/user/1000/podman")
        try scratch.makeDirectory("var")
        let engine = FakeEngine()
        try await engine.listen(at: scratch.path + "/run/docker.sock")
        try #require(symlink("../run", scratch.path + "/var/run") == 0)
        let user = FakeEngine()
        try await user.listen(at: scratch.path + "/run/user/1000/podman/podman.sock")
        var options = RuntimeOptions()
        options.root = scratch.path
        options.sockets = ["unix://\(scratch.path)/var/run/docker.sock", "\(scratch.path)/missing"]
        let search = SocketSearch(options)
        #expect(search.troubles.isEmpty)
        let places = search.found(besides: [])
        #expect(
            places == [
                SocketSearch.Place(path: scratch.path + "/var/run/docker.sock", isExplicit: true),
                SocketSearch.Place(path: scratch.path + "/missing", isExplicit: true),
                SocketSearch.Place(path: scratch.path + "/run/user/1000/podman/podman.sock", isExplicit: false),
            ])
        #expect(search.found(besides: places.map(\.path)).isEmpty)
        try await engine.close()
        try await user.close()
    }

    @Test(
        "an address of another machine is refused with a sentence",
        arguments: ["tcp://h:2375", "ssh://h", "npipe:////./x"])
    func otherMachines(address: String) {
        var options = RuntimeOptions()
        (options.root, options.dockerHost, options.sockets) = ("/nowhere", address, [address])
        let search = SocketSearch(options)
        #expect(search.troubles.count == 2)
        #expect(search.troubles.allSatisfy { $0.contains(address) && $0.hasSuffix(".") })
        #expect(search.found(besides: []).isEmpty)
    }
}
