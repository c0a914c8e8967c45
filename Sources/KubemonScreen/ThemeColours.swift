/// The colours of the styles on a dark and on a light ground: of pictures, and of terminals that can show them.
public struct ThemeColours: Sendable {
    /// How one style looks. Numbers are 0xRRGGBB.
    public struct Look: Sendable {
        /// Colour of the characters.
        public var text: UInt32
        /// Colour behind them; `nil` is the ground of all.
        public var ground: UInt32?
        /// Whether they are bold.
        public var isBold = false
    }

    /// Colour of the ground.
    public let ground: UInt32
    private let looks: [Style: Look]

    /// How a style looks.
    public func look(of style: Style) -> Look { looks[style] ?? Look(text: 0x80_80_80) }

    /// Light characters on a dark ground.
    public static let dark = ThemeColours(
        ground: 0x0F_14_19,
        looks: [
            .plain: Look(text: 0xC9_D1_D9), .strong: Look(text: 0xF0_F3_F6, isBold: true), .dim: Look(text: 0x8B_94_9E),
            .title: Look(text: 0xF0_F3_F6, isBold: true), .heading: Look(text: 0x79_C0_FF, isBold: true),
            .key: Look(text: 0x56_D4_DD), .keyLabel: Look(text: 0x0F_14_19, ground: 0x56_A8_B0),
            .good: Look(text: 0x56_D3_64), .warning: Look(text: 0xE3_B3_41, isBold: true),
            .critical: Look(text: 0xFF_7B_72, isBold: true), .border: Look(text: 0x5B_66_72),
            .graph: Look(text: 0x3F_B9_50), .graphSecond: Look(text: 0x58_A6_FF),
            .input: Look(text: 0xF0_F3_F6, ground: 0x25_30_40), .button: Look(text: 0xC9_D1_D9, ground: 0x2B_32_3B),
            .selected: Look(text: 0x0F_14_19, ground: 0xC9_D1_D9),
            .selectedWarning: Look(text: 0x0F_14_19, ground: 0xE3_B3_41, isBold: true),
            .selectedCritical: Look(text: 0x0F_14_19, ground: 0xFF_7B_72, isBold: true),
        ])

    /// Dark characters on a light ground.
    public static let light = ThemeColours(
        ground: 0xFF_FF_FF,
        looks: [
            .plain: Look(text: 0x24_29_2F), .strong: Look(text: 0x00_00_00, isBold: true), .dim: Look(text: 0x65_6D_76),
            .title: Look(text: 0x00_00_00, isBold: true), .heading: Look(text: 0x05_50_AE, isBold: true),
            .key: Look(text: 0x0B_6C_74), .keyLabel: Look(text: 0xFF_FF_FF, ground: 0x0B_6C_74),
            .good: Look(text: 0x11_63_29), .warning: Look(text: 0x8A_57_00, isBold: true),
            .critical: Look(text: 0xC0_14_22, isBold: true), .border: Look(text: 0x86_8F_99),
            .graph: Look(text: 0x2A_91_47), .graphSecond: Look(text: 0x0F_7A_F0),
            .input: Look(text: 0x00_00_00, ground: 0xD6_E8_FA), .button: Look(text: 0x24_29_2F, ground: 0xE4_E8_EC),
            .selected: Look(text: 0xFF_FF_FF, ground: 0x42_4A_53),
            .selectedWarning: Look(text: 0xFF_FF_FF, ground: 0x8A_57_00, isBold: true),
            .selectedCritical: Look(text: 0xFF_FF_FF, ground: 0xC0_14_22, isBold: true),
        ])

    /// Without colours: what bold, dim and reverse make of a dark ground.
    public static let mono = ThemeColours(
        ground: 0x10_10_10,
        looks: Dictionary(
            uniqueKeysWithValues: Style.allCases.map { style in
                switch style {
                case .strong, .title, .heading, .key, .warning, .critical:
                    (style, Look(text: 0xFF_FF_FF, isBold: true))
                case .dim, .border: (style, Look(text: 0x88_88_88))
                case .keyLabel, .selected: (style, Look(text: 0x10_10_10, ground: 0xD0_D0_D0))
                case .selectedWarning, .selectedCritical:
                    (style, Look(text: 0x00_00_00, ground: 0xFF_FF_FF, isBold: true))
                case .input, .button: (style, Look(text: 0xD0_D0_D0, ground: 0x38_38_38))
                case .plain, .good, .graph, .graphSecond: (style, Look(text: 0xD0_D0_D0))
                }
            }))

    /// The nearest colour of the cube and greys that terminals with 256 colours have.
    public static func cube(_ colour: UInt32) -> Int {
        let parts = [colour >> 16, colour >> 8, colour].map { Int($0 & 0xFF) }
        let levels = [0, 95, 135, 175, 215, 255]
        let nearest = parts.map { part in
            levels.indices.min { abs(levels[$0] - part) < abs(levels[$1] - part) } ?? 0
        }
        func distance(_ other: [Int]) -> Int { zip(parts, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        let grey = max(0, min(23, (parts.reduce(0, +) / 3 - 3) / 10))
        let cubed = distance(nearest.map { levels[$0] })
        if distance(Array(repeating: 8 + 10 * grey, count: 3)) < cubed { return 232 + grey }
        return 16 + 36 * nearest[0] + 6 * nearest[1] + nearest[2]
    }
}
