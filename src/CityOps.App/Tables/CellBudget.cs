using System.IO.Compression;

namespace CityOps.App.Tables;

/// <summary>
/// How much one workbook may unfold to. A spreadsheet is small as a file and can be endless as a table: repeated rows,
/// merged columns and cells without number. Whoever reads one spends from here, and it is refused when it is used up.
/// </summary>
/// <param name="name">The file's, for people.</param>
internal sealed class CellBudget(string name)
{
    /// <summary>Rows, and cells up to the last filled one of each: a list of 100,000 rows with 19 columns.</summary>
    private const int MaxCells = 2_000_000;

    /// <summary>Cells, filled or empty, and merged ranges that are looked at; some seconds.</summary>
    private const long MaxLooks = 100_000_000;

    /// <summary>Bytes that all parts of the file unpack to: some times as much in memory.</summary>
    private const long MaxUnpackedBytes = 128L << 20;

    /// <summary>It was used up: what is thrown says so, and no more needs to be said.</summary>
    public bool IsSpent { get; private set; }

    private int _cells;
    private long _looks;

    /// <summary>Counts rows and cells that are kept in memory.</summary>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public void Keep(int cells)
    {
        if ((_cells += cells) > MaxCells)
        {
            throw TooLarge($"has more than {MaxCells:N0} cells", $"超过 {MaxCells / 10_000} 万个单元格");
        }
    }

    /// <summary>Counts what is gone through.</summary>
    /// <exception cref="InvalidDataException">It is too much.</exception>
    public void Look(long cells)
    {
        if ((_looks += cells) > MaxLooks)
        {
            throw TooLarge("reaches over more cells than a list has", "单元格范围过大");
        }
    }

    /// <summary>Looks at what a zip file says that its parts unpack to; the library reads no more than that of
    /// each.</summary>
    /// <exception cref="InvalidDataException">It is too much.</exception>
    public void Unpack(ZipArchive zip)
    {
        if (zip.Entries.Sum(entry => entry.Length) > MaxUnpackedBytes)
        {
            throw TooLarge(
                $"unpacks to more than {MaxUnpackedBytes >> 20} MB",
                $"解压后超过 {MaxUnpackedBytes >> 20} MB"
            );
        }
    }

    private InvalidDataException TooLarge(string what, string whatZh)
    {
        IsSpent = true;
        return new(
            FormattableString.Invariant(
                $"{name} {what}: leave only the list in it. {name} {whatZh}，请只保留要读的表。"
            )
        );
    }
}
