namespace CityOps.App.Tables;

/// <summary>Counts the rows of the tables that are written in a call, without their headers.</summary>
public sealed class WrittenRows
{
    private static readonly AsyncLocal<WrittenRows?> OfThisCall = new();

    public long Number { get; private set; }

    /// <summary>Whether a table was written at all.</summary>
    public bool Any { get; private set; }

    /// <summary>Counts from here on, until the method that has asked for it returns.</summary>
    public static WrittenRows Count() => OfThisCall.Value = new();

    internal static void Add(bool isHeader)
    {
        if (OfThisCall.Value is { } rows)
        {
            rows.Any = true;
            rows.Number += isHeader ? 0 : 1;
        }
    }
}
