/// Counts what a frame puts into words, so that a test can say that only rows in sight are.
package final class FormatMeter {
    /// Cells and values that were made into text.
    package var texts = 0

    /// A meter at zero.
    package init() {}
}
