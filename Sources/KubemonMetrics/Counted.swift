/// Nouns behind numbers, as messages say them.
public enum Counted {
    /// `1 gap`, `0 gaps`, `12 gaps`.
    public static func text(_ count: some BinaryInteger, _ noun: String) -> String {
        "\(count) \(self.noun(count, noun))"
    }

    /// `gap` for one, else `gaps`.
    public static func noun(_ count: some BinaryInteger, _ noun: String) -> String { count == 1 ? noun : noun + "s" }
}
