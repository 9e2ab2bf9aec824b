using System.Globalization;
using System.Text;
using CityOps.Ingest;
using CityOps.Ingest.Decode;
using CityOps.Testing;

namespace CityOps.UnitTests.Ingest;

/// <summary>Each field of <see cref="ReadingFields"/> is read, refused and documented as its entry says.</summary>
public sealed class ReadingFieldTests
{
    public static TheoryData<string> Names { get; } = [.. ReadingFields.All.Select(field => field.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_is_read_with_its_lowest_and_highest_value(string name)
    {
        var field = Field(name);
        foreach (var value in Limits(field))
        {
            var part = Decode($"\"{name}\":{value}");

            Assert.Null(part.Failure);
            Assert.Equal(value, Read(part, field));
        }

        Assert.Equal((null, ""), (Decode($"\"{name}\":null").Failure, Read(Decode($"\"{name}\":null"), field)));
        Assert.Equal("", Read(Decode("\"other\":1"), field));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_of_another_type_or_out_of_bounds_is_refused_by_its_name(string name)
    {
        var field = Field(name);
        List<string> wrong = ["\"full\"", "{}", "[1]", "true", "1e400"];
        if (field.Type != FieldType.Number)
        {
            wrong.AddRange(["\"1,5\"", "99999999999999999999"]);
            wrong.AddRange(field.RoundedFrom == 0 ? [] : ["1.5", "\"1.5\""]); // a signal strength is rounded
        }

        if (field.Bounds is var (min, max))
        {
            wrong.AddRange([Plain(min - 1), Plain(max + 1)]);
        }

        foreach (var value in wrong)
        {
            var failure = Decode($"\"{name}\":{value}").Failure;

            Assert.Equal(RejectionReason.WrongType, failure?.Reason);
            Assert.StartsWith($"{name} must be a ", failure!.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_and_columns_are_given_once()
    {
        Assert.Equal(ReadingFields.All.Count, ReadingFields.All.DistinctBy(field => field.Name).Count());
        Assert.Equal(ReadingFields.Stored.Count, ReadingFields.Stored.DistinctBy(field => field.Column).Count());
    }

    [Fact]
    public void The_table_of_fields_in_docs_is_the_list()
    {
        var rows = File.ReadLines(Repository.File("docs/mqtt.md"))
            .SkipWhile(line => line != "| field | value | column of `reading` | meaning |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(
            ReadingFields.All.Select(field =>
                $"| `{field.Name}` | {field.Accepted} | {(field.Column is null ? "not stored" : $"`{field.Column}`")} | {field.Meaning} |"
            ),
            rows
        );
    }

    private static ReadingField Field(string name) => ReadingFields.All.Single(field => field.Name == name);

    private static string[] Limits(ReadingField field) =>
        field switch
        {
            { Bounds: var (min, max) } => [Plain(min), Plain(max)],
            { Type: FieldType.Whole32 } => [Plain(int.MinValue), Plain(int.MaxValue)],
            { Type: FieldType.Whole64 } =>
            [
                long.MinValue.ToString(CultureInfo.InvariantCulture),
                long.MaxValue.ToString(CultureInfo.InvariantCulture),
            ],
            _ => ["-1.5", "2.25"],
        };

    private static string Read(DecodedReading part, ReadingField field) =>
        field.Type == FieldType.Number
            ? part.Fields.Number(field) is { } number
                ? Plain(number)
                : ""
            : string.Create(CultureInfo.InvariantCulture, $"{part.Fields.Whole(field)}");

    private static DecodedReading Decode(string field)
    {
        var parts = new List<DecodedReading>();
        ReadingDecoder.Decode(
            Encoding.UTF8.GetBytes($$"""{"sensor":"A","observedAt":0,{{field}},"depthMm":1}"""),
            parts
        );
        return parts.Single();
    }

    private static string Plain(double number) => number.ToString(CultureInfo.InvariantCulture);
}
