using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CityOps.App.Http;

/// <summary>A page of a list: <c>{items:[…], next}</c>; next is the cursor of the following page, null on the
/// last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>Cuts rows that were read one beyond the page to the page, and says where the next begins.</summary>
    /// <param name="rows">Up to <paramref name="size"/> + 1 rows.</param>
    /// <param name="size">Rows on a page.</param>
    /// <param name="key">A row's place in the order, for the cursor.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int size, Func<T, string[]> key) =>
        rows.Count <= size ? new(rows, null) : new([.. rows.Take(size)], Cursor.Encode(key(rows[size - 1])));
}

/// <summary>An opaque place in a list: the key of the last row that was given out.</summary>
public static class Cursor
{
    public const int DefaultSize = 50;
    public const int MaxSize = 1000;

    public static string Encode(params string[] key) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key));

    /// <summary>Reads a cursor back; false for anything that <see cref="Encode"/> with as many parts did not
    /// make.</summary>
    public static bool TryDecode(string cursor, int parts, [NotNullWhen(true)] out string[]? key)
    {
        key = null;
        try
        {
            key = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception e) when (e is FormatException or JsonException or DecoderFallbackException)
        {
            return false;
        }

        if (key is null || key.Length != parts || key.Contains(null))
        {
            key = null;
        }

        return key is not null;
    }

    /// <summary>A page size within bounds.</summary>
    public static int Size(int? limit) => Math.Clamp(limit ?? DefaultSize, 1, MaxSize);
}

/// <summary>The cursor of a list that is ordered by a time and an id.</summary>
public static class TimeCursor
{
    public static string[] Key(DateTimeOffset at, Guid id) =>
        [at.UtcTicks.ToString(CultureInfo.InvariantCulture), id.ToString()];

    public static bool TryRead(string cursor, out DateTimeOffset at, out Guid id)
    {
        (at, id) = (default, default);
        if (
            !Cursor.TryDecode(cursor, 2, out var key)
            || !long.TryParse(key[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParse(key[1], out id)
        )
        {
            return false;
        }

        at = new(ticks, TimeSpan.Zero);
        return true;
    }
}

/// <summary>The cursor of a list that is ordered by a day and an id.</summary>
public static class DayCursor
{
    private const string Format = "yyyy-MM-dd";

    public static string[] Key(DateOnly day, Guid id) =>
        [day.ToString(Format, CultureInfo.InvariantCulture), id.ToString()];

    public static bool TryRead(string cursor, out DateOnly day, out Guid id)
    {
        (day, id) = (default, default);
        return Cursor.TryDecode(cursor, 2, out var key)
            && DateOnly.TryParseExact(key[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
            && Guid.TryParse(key[1], out id);
    }
}

/// <summary>The cursor of a list that is ordered by code.</summary>
public static class CodeCursor
{
    /// <summary>The code after which the page begins; "" for the first page.</summary>
    public static bool TryRead(string? cursor, out string after)
    {
        after = "";
        if (cursor is null)
        {
            return true;
        }

        if (!Cursor.TryDecode(cursor, 1, out var key))
        {
            return false;
        }

        after = key[0];
        return true;
    }
}
