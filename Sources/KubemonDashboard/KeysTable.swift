import KubemonScreen

/// The keymap as Markdown: `kubemon keys` and the README's table.
public enum KeysTable {
    /// A backtick stands between two of them.
    private static func key(_ name: String) -> String {
        name == "`" ? "`` ` ``" : "`" + name.replacing("|", with: "\\|") + "`"
    }

    /// One table, section by section.
    public static func markdown() -> String {
        let rows = KeyBinding.Section.allCases.flatMap { section in
            Keymap.bindings.filter { $0.section == section }.map { binding in
                let keys = binding.keys.map { key($0.name) }.joined(separator: " ")
                let command = binding.command.isEmpty ? "" : "`\(binding.usage)`"
                return "| \(keys) | \(command) | \(binding.summary.replacing("|", with: "\\|")) |\n"
            }
        }
        let typed = Keymap.typed.map { "|  | `\($0.usage)` | \($0.summary) |\n" }
        return """
            | keys | command | does |
            | --- | --- | --- |
            \((rows + typed).joined())
            """
    }
}
