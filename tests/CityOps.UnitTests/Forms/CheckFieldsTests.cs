using System.Text.Json;
using CityOps.App.Features.Forms;

namespace CityOps.UnitTests.Forms;

public class CheckFieldsTests
{
    private const string Kind =
        """{"code":"kind","kind":"choice","label":{"zh":"类"},"choices":[{"code":"a","label":{"zh":"甲"}}]}""";

    [Theory]
    [InlineData("""{"code":"Has Blank","kind":"text","label":{"zh":"字"}}""", "lower-case")]
    [InlineData("""{"code":"kind","kind":"text","label":{"zh":"字"}}""", "earlier field")]
    [InlineData("""{"code":"x","kind":"colour","label":{"zh":"字"}}""", "no kind colour")]
    [InlineData("""{"code":"x","kind":"text","label":{"zh":" "}}""", "label.zh")]
    [InlineData("""{"code":"x","kind":"text","label":{"zh":"字"},"min":1}""", "has no min")]
    [InlineData("""{"code":"x","kind":"integer","label":{"zh":"字"},"decimals":1}""", "has no decimals")]
    [InlineData("""{"code":"x","kind":"integer","label":{"zh":"字"},"min":2,"max":1}""", "above max")]
    [InlineData(
        """{"code":"x","kind":"date","label":{"zh":"字"},"earliest":"2026-02-01","latest":"2026-01-01"}""",
        "after latest"
    )]
    [InlineData("""{"code":"x","kind":"choice","label":{"zh":"字"}}""", "choices")]
    [InlineData("""{"code":"x","kind":"choice","label":{"zh":"字"},"choices":[]}""", "choices")]
    [InlineData(
        """{"code":"x","kind":"choice","label":{"zh":"字"},"choices":[{"code":"a","label":{"zh":"甲"}},{"code":"a","label":{"zh":"乙"}}]}""",
        "2 times"
    )]
    [InlineData(
        """{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"field":"later","answered":true}}""",
        "not a field before"
    )]
    [InlineData(
        """{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"field":"x","answered":true}}""",
        "not a field before"
    )]
    [InlineData(
        """{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"field":"kind","is":"b"}}""",
        "not one of its choices"
    )]
    [InlineData(
        """{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"field":"kind","atLeast":1}}""",
        "no number"
    )]
    [InlineData("""{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"field":"kind"}}""", "one of is, in")]
    [InlineData("""{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"is":"a"}}""", "one of is, in")]
    [InlineData(
        """{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"field":"kind","is":"a","answered":true}}""",
        "one of is, in"
    )]
    [InlineData(
        """{"code":"x","kind":"text","label":{"zh":"字"},"askWhen":{"not":{"not":{"not":{"not":{"not":{"field":"kind","is":"a"}}}}}}}""",
        "nested"
    )]
    [InlineData(
        """{"code":"x","kind":"integer","label":{"zh":"字"},"measure":{"code":"n_count","name":"数","unit":"个"}}""",
        "not negative"
    )]
    [InlineData(
        """{"code":"x","kind":"text","label":{"zh":"字"},"measure":{"code":"n_count","name":"数","unit":"个"}}""",
        "has no measure"
    )]
    [InlineData(
        """{"code":"x","kind":"integer","min":0,"label":{"zh":"字"},"measure":{"code":"m²","name":"数","unit":""}}""",
        "A measure has"
    )]
    [InlineData(
        """{"code":"x","kind":"decimal","min":0,"label":{"zh":"字"},"measure":{"code":"n_m2","name":"数","unit":"㎡"}}""",
        "max of at most"
    )]
    [InlineData(
        """{"code":"x","kind":"decimal","min":0,"max":1000000001,"label":{"zh":"字"},"measure":{"code":"n_m2","name":"数","unit":"㎡"}}""",
        "max of at most"
    )]
    public void Error_of_a_field_is_said_in_words(string field, string reason)
    {
        var fields = JsonSerializer.Deserialize<List<FormField>>($"[{Kind},{field}]", JsonSerializerOptions.Web)!;

        Assert.Contains(CheckFields.Run(fields), error => error.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Form_without_fields_is_an_error() => Assert.Single(CheckFields.Run([]));

    [Fact]
    public void A_measure_has_one_unit_in_a_form()
    {
        FormField Number(string code, string unit) =>
            new(code, "decimal", new("数"), Min: 0, Measure: new("kerb_m", "侧石", unit));

        Assert.Contains(CheckFields.Run([Number("a", "m"), Number("b", "㎡")]), error =>
            error.Reason.Contains("more than one unit", StringComparison.Ordinal)
        );
    }
}
