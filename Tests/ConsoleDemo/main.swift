import Glibc

// The console over invented machines: `console-demo [--ascii] [--mono] [--light] [--no-mouse] [--hostile] [--crash]`,
// or `console-demo --pictures DIRECTORY` for the pictures of the documentation.
let arguments = Array(CommandLine.arguments.dropFirst())
if let index = arguments.firstIndex(of: "--pictures"), index + 1 < arguments.count {
    exit(Pictures.write(to: arguments[index + 1]))
}
exit(DemoConsole.run(arguments))
