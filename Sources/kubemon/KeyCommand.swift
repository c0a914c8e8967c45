import ArgumentParser
import KubemonMetrics
import KubemonTransport

/// `kubemon key`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, list and revoke the keys that a collector lets in.",
        discussion: """
            A monitor needs a key of role 'monitor', 'kubemon cli' one of role 'control'. The collector makes one of each when \
            it starts for the first time; monitors and commands on the same machine find them by themselves. For another \
            machine make a key here, at the collector, and bring the line there in a file that only its user can read \
            (--key-file) or in the environment (KUBEMON_KEY).

            Keys are kept in the collector's state directory. A collector that runs knows of every change within a second.

            Exit codes: 0 done, 1 not done (standard error says why), 64 the command line was not understood.
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    /// Where keys are.
    struct Place: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "State directory of the collector (default: KUBEMON_STATE_DIR, else of /var/lib/kubemon and kubemon below "
                    + "XDG_STATE_HOME or ~/.local/state, of the user before sudo too, the one that a collector uses).",
                valueName: "dir"))
        var stateDir: String?

        /// Reads the file of keys.
        func read() throws -> (file: KeyFile, path: String) {
            let path = (try directory() ?? StateDirectory.usual) + LocalKeys.fileName
            do throws(KeyFileError) {
                if let file = try KeyFile.read(path) { return (file, path) }
            } catch {
                throw Failure.exit(error.sentence)
            }
            throw Failure.exit(
                "there are no keys yet in \(path); the collector makes them when it starts for the first time")
        }

        /// Changes the file of keys, and makes it if it is missing.
        func change<Result>(_ body: (inout KeyFile) -> Result) throws -> (result: Result, path: String) {
            let path = try StateDirectory.prepare(try directory()) + LocalKeys.fileName
            do throws(KeyFileError) {
                return (try KeyFile.change(path, at: TimeOfDay.text(SystemTime().wall()), body), path)
            } catch {
                throw Failure.exit(error.sentence)
            }
        }

        /// The directory that was given, else the one that has keys; `nil` if there are none yet.
        private func directory() throws -> String? {
            if let stateDir { return stateDir }
            do throws(KeyFileError) { return try StateDirectory.ofKeys(among: StateDirectory.candidates) } catch {
                throw Failure.exit(error.sentence)
            }
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it.",
            discussion: "Prints km1:<name of the key>:<secret> on standard output. Exit codes: see 'kubemon help key'.")

        @Option(
            help: ArgumentHelp(
                "monitor: sends samples and gives no commands; control: gives commands and sends no samples.",
                valueName: "monitor|control"))
        var role: String

        @Option(help: ArgumentHelp("The only node that a monitor with this key may be.", valueName: "node"))
        var name: String?

        @OptionGroup var place: Place

        func validate() throws {
            guard let role = Grant.Role(rawValue: role) else {
                throw ValidationError("--role is monitor or control, not '\(role)'")
            }
            guard let name else { return }
            guard role == .monitor else { throw ValidationError("only a key of role monitor can be bound to a node") }
            guard NodeName.isUsable(name) else { throw ValidationError("--name needs \(NodeName.rule)") }
        }

        func run() throws {
            guard let role = Grant.Role(rawValue: role) else { return }
            let (key, path) = try place.change {
                $0.add(role: role, node: name, at: TimeOfDay.text(SystemTime().wall()))
            }
            Output.error("kubemon: added to \(path)")
            Output.line(key.text)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the keys, without their secrets.",
            discussion: "A line per key: its name, role, the node that it is bound to or -, when it was made.")

        @OptionGroup var place: Place

        func run() throws {
            let (file, path) = try place.read()
            if place.stateDir == nil, path != StateDirectory.usual + LocalKeys.fileName {
                Output.error("kubemon: the keys in \(path)")
            }
            for entry in file.entries {
                Output.line(
                    "\(entry.grant.identity)  \(entry.grant.role.rawValue)  \(entry.grant.node ?? "-")  \(entry.created)"
                )
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a key: nobody is let in with it, and its connections are closed.")

        @Argument(help: ArgumentHelp("Name of the key, as 'kubemon key list' shows it.", valueName: "name"))
        var identity: String

        @OptionGroup var place: Place

        func run() throws {
            _ = try place.read()
            let (isRevoked, path) = try place.change { $0.remove(identity) }
            guard isRevoked else {
                throw Failure.exit(
                    "there is no key '\(identity)' in \(path); 'kubemon key list' shows those that there are")
            }
            Output.line("revoked \(identity)")
        }
    }
}
