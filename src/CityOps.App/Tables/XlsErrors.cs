using System.Buffers.Binary;

namespace CityOps.App.Tables;

/// <summary>
/// The cells of an .xls whose formula came to an error ([MS-XLS] 2.4.24 BoolErr, 2.5.133 FormulaValue), which the
/// library reads as nothing. The workbook's stream is taken as one piece, as programs write it; where it is not, none
/// is found.
/// </summary>
internal static class XlsErrors
{
    private const int Bof = 0x0809;
    private const int Eof = 0x000A;
    private const int BoolErr = 0x0205;
    private const int Formula = 0x0006;

    // BIFF8, the workbook's globals
    private static readonly byte[] Globals = [0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00];

    private static readonly Dictionary<byte, string> Texts = new()
    {
        [0x00] = "#NULL!",
        [0x07] = "#DIV/0!",
        [0x0F] = "#VALUE!",
        [0x17] = "#REF!",
        [0x1D] = "#NAME?",
        [0x24] = "#NUM!",
        [0x2A] = "#N/A",
    };

    public static Dictionary<(int Sheet, int Row, int Column), string> In(ReadOnlySpan<byte> file)
    {
        var found = new Dictionary<(int Sheet, int Row, int Column), string>();
        var at = file.IndexOf(Globals);
        var (sheet, depth) = (-1, 0); // -1: the globals; a chart within a sheet is deeper
        while (at >= 0 && at + 4 <= file.Length)
        {
            var type = BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 2)..]);
            if (at + 4 + length > file.Length || (type == 0 && depth == 0))
            {
                break;
            }

            var body = file.Slice(at + 4, length);
            switch (type)
            {
                case Bof:
                    depth++;
                    break;
                case Eof:
                    depth--;
                    sheet += depth == 0 ? 1 : 0;
                    break;
                case BoolErr when length >= 8 && body[7] == 1:
                    Add(found, sheet, body, body[6]);
                    break;
                case Formula when length >= 14 && body[6] == 2 && body[12] == 0xFF && body[13] == 0xFF:
                    Add(found, sheet, body, body[8]);
                    break;
            }

            at += 4 + length;
        }

        return found;
    }

    private static void Add(
        Dictionary<(int Sheet, int Row, int Column), string> found,
        int sheet,
        ReadOnlySpan<byte> cell,
        byte error
    ) =>
        found[
            (sheet, BinaryPrimitives.ReadUInt16LittleEndian(cell), BinaryPrimitives.ReadUInt16LittleEndian(cell[2..]))
        ] = Texts.GetValueOrDefault(error, "#N/A");
}
