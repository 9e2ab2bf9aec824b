using System.Text.Json.Nodes;

namespace CityOps.Testing.Fuzz;

/// <summary>Values that nobody means: what breaks a parser, a column, a rule or a page.</summary>
internal static class OddValues
{
    private static readonly string[] Texts =
    [
        "",
        " ",
        "\0",
        "a\0b",
        "\uFFFE",
        "\uD800",
        "\u202Eabc",
        "../../x",
        "=cmd|1",
        "' or 1=1--",
        "%",
        "_",
        "{}",
        "null",
        "NaN",
        "-1",
        "1e400",
        "0001-01-01",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30",
        "2026-13-01",
        "00000000-0000-0000-0000-000000000000",
        "not-a-uuid",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "公厕",
        "𠮷",
        new('长', 300),
        new('x', 5_000),
    ];

    private static readonly string[] Numbers =
    [
        "-1",
        "0",
        "1",
        "2147483647",
        "2147483648",
        "-9223372036854775808",
        "9223372036854775808",
        "1e308",
        "1e400",
        "-0.0",
        "0.1",
        "1e-320",
        "123456789012345678901234567890",
    ];

    public static string Text(Random random) => Texts[random.Next(Texts.Length)];

    public static string Number(Random random) => Numbers[random.Next(Numbers.Length)];

    /// <summary>Any JSON at all.</summary>
    public static JsonNode? Json(Random random) =>
        random.Next(9) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next(2) == 0),
            2 or 3 => JsonNode.Parse(Number(random)),
            4 => new JsonArray(),
            5 => new JsonObject(),
            6 => new JsonArray(null, new JsonObject { ["a"] = new JsonArray() }, "x"),
            _ => SafeText(random),
        };

    /// <summary>Text that can be written as JSON: half a surrogate pair cannot.</summary>
    private static JsonValue SafeText(Random random) =>
        JsonValue.Create(Text(random).Replace("\uD800", "\uFFFD", StringComparison.Ordinal));
}
