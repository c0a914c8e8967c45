/// Why a row of `entities.csv` was written.
enum EntityChange: String {
    /// Its first row in the window.
    case first
    /// Its description changed.
    case amended
    /// It is gone; the row has its final description.
    case ended
}
