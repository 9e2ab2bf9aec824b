using System.Text.Json;
using CityOps.App.Features.Forms;

namespace CityOps.UnitTests.Forms;

/// <summary>One form with every kind of field; each row is what a phone sends and what is wrong with it.</summary>
public class CheckAnswersTests
{
    private static readonly IReadOnlyList<FormField> Form = JsonSerializer.Deserialize<List<FormField>>(
        """
        [
          {"code":"limit","kind":"choice","label":{"zh":"限制"},"required":true,
           "choices":[{"code":"height","label":{"zh":"限高"}},{"code":"weight","label":{"zh":"限重"}},{"code":"none","label":{"zh":"无"}}]},
          {"code":"height_m","kind":"decimal","label":{"zh":"限高"},"unit":"m","min":1.8,"max":6,"required":true,
           "askWhen":{"field":"limit","is":"height"}},
          {"code":"signs","kind":"integer","label":{"zh":"标志数"},"min":0,"max":20,"measure":{"code":"sign_count","name":"标志","unit":"个"}},
          {"code":"area","kind":"decimal","label":{"zh":"面积"},"min":0,"max":100000,"decimals":1,"measure":{"code":"asphalt_m2","name":"沥青","unit":"㎡"}},
          {"code":"more_area","kind":"decimal","label":{"zh":"另一处"},"min":0,"max":100000,"measure":{"code":"asphalt_m2","name":"沥青","unit":"㎡"},
           "askWhen":{"all":[{"field":"area","atLeast":10},{"not":{"field":"signs","answered":true}}]}},
          {"code":"damage","kind":"multi_choice","label":{"zh":"病害"},"most":2,
           "choices":[{"code":"crack","label":{"zh":"裂缝"}},{"code":"rust","label":{"zh":"锈蚀"}},{"code":"leak","label":{"zh":"渗漏"}}]},
          {"code":"crack_mm","kind":"integer","label":{"zh":"缝宽"},"required":true,"askWhen":{"any":[{"field":"damage","in":["crack","leak"]}]}},
          {"code":"checked_on","kind":"date","label":{"zh":"日期"},"earliest":"2023-01-01","latest":"2030-12-31"},
          {"code":"note","kind":"text","label":{"zh":"备注"},"maxLength":5},
          {"code":"plates","kind":"photo","label":{"zh":"铭牌"},"most":2},
          {"code":"spot","kind":"position","label":{"zh":"位置"}},
          {"code":"neighbour","kind":"facility","label":{"zh":"相邻设施"},"facilityType":"bridge"}
        ]
        """,
        JsonSerializerOptions.Web
    )!;

    [Fact]
    public void The_form_of_these_tests_can_be_published() => Assert.Empty(CheckFields.Run(Form));

    [Theory]
    [InlineData("""{"limit":"none"}""")]
    [InlineData("""{"limit":"height","height_m":4.5}""")]
    [InlineData("""{"limit":"height","height_m":6}""")]
    [InlineData("""{"limit":"none","height_m":null,"note":"","damage":[]}""")]
    [InlineData("""{"limit":"none","signs":3.0}""")]
    [InlineData("""{"limit":"none","damage":["rust","leak"],"crack_mm":0}""")]
    [InlineData("""{"limit":"none","note":"一二三四五"}""")]
    [InlineData("""{"limit":"none","checked_on":"2023-01-01"}""")]
    [InlineData("""{"limit":"none","plates":["00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"]}""")]
    [InlineData("""{"limit":"none","spot":{"lon":113.38,"lat":22.52,"coordSystem":"gcj02"}}""")]
    [InlineData("""{"limit":"none","neighbour":"Q-001"}""")]
    [InlineData("""{"limit":"none","limit":"weight"}""")]
    public void Good_answers_have_no_errors(string answers) => Assert.Empty(Check(answers).Errors);

    [Theory]
    [InlineData("""{}""", "limit", "answer_missing")]
    [InlineData("""{"limit":""}""", "limit", "answer_missing")]
    [InlineData("""{"limit":"none","colour":"red"}""", "colour", "answer_field_unknown")]
    [InlineData("""{"limit":"none","colour":null}""", "colour", "answer_field_unknown")]
    [InlineData("""{"limit":"length"}""", "limit", "answer_choice_unknown")]
    [InlineData("""{"limit":1}""", "limit", "answer_kind_wrong")]
    [InlineData("""{"limit":"height"}""", "height_m", "answer_missing")]
    [InlineData("""{"limit":"height","height_m":1.79}""", "height_m", "answer_out_of_bounds")]
    [InlineData("""{"limit":"height","height_m":6.01}""", "height_m", "answer_out_of_bounds")]
    [InlineData("""{"limit":"height","height_m":4.555}""", "height_m", "answer_kind_wrong")]
    [InlineData("""{"limit":"height","height_m":"4.5"}""", "height_m", "answer_kind_wrong")]
    [InlineData("""{"limit":"height","height_m":1e300}""", "height_m", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","signs":2.5}""", "signs", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","signs":-1}""", "signs", "answer_out_of_bounds")]
    [InlineData("""{"limit":"none","damage":"rust"}""", "damage", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","damage":["rust","rust"]}""", "damage", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","damage":["rust",7]}""", "damage", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","damage":["moss"]}""", "damage", "answer_choice_unknown")]
    [InlineData("""{"limit":"none","damage":["rust","crack","leak"],"crack_mm":1}""", "damage", "answer_out_of_bounds")]
    [InlineData("""{"limit":"none","damage":["crack"]}""", "crack_mm", "answer_missing")]
    [InlineData("""{"limit":"none","checked_on":"2022-12-31"}""", "checked_on", "answer_out_of_bounds")]
    [InlineData("""{"limit":"none","checked_on":"2023-02-30"}""", "checked_on", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","note":"一二三四五六"}""", "note", "answer_out_of_bounds")]
    [InlineData("""{"limit":"none","note":{"a":1}}""", "note", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","plates":["../../etc/passwd"]}""", "plates", "answer_kind_wrong")]
    [InlineData(
        """{"limit":"none","spot":{"lon":22.52,"lat":113.38,"coordSystem":"gcj02"}}""",
        "spot",
        "answer_kind_wrong"
    )]
    [InlineData("""{"limit":"none","spot":{"lon":113.38,"lat":22.52}}""", "spot", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","spot":[113.38,22.52]}""", "spot", "answer_kind_wrong")]
    [InlineData("""{"limit":"none","neighbour":17}""", "neighbour", "answer_kind_wrong")]
    public void Bad_answer_is_named_with_its_field_and_problem(string answers, string field, string problem)
    {
        var error = Assert.Single(Check(answers).Errors);

        Assert.Equal((field, problem), (error.Field, error.Problem.Code));
    }

    [Fact]
    public void Every_error_is_listed_not_only_the_first()
    {
        var errors = Check("""{"limit":"height","height_m":9,"signs":-1,"colour":"red"}""").Errors;

        Assert.Equal(["colour", "height_m", "signs"], errors.Select(e => e.Field).Order());
    }

    [Fact]
    public void Answer_to_a_question_that_was_not_to_be_asked_counts_for_nothing()
    {
        var check = Check("""{"limit":"none","height_m":99,"area":9.9,"more_area":5}""");

        Assert.Empty(check.Errors);
        Assert.Equal(new Dictionary<string, decimal> { ["asphalt_m2"] = 9.9m }, check.Measures);
    }

    [Theory]
    [InlineData("79000000000000000000000000000", "answer_out_of_bounds")]
    [InlineData("7.9e28", "answer_out_of_bounds")]
    [InlineData("1000000000.01", "answer_out_of_bounds")]
    [InlineData("-1", "answer_out_of_bounds")]
    [InlineData("1000000000", null)]
    public void A_version_that_was_published_without_a_max_takes_no_quantity_that_would_spoil_a_sum(
        string number,
        string? code
    )
    {
        var old = JsonSerializer.Deserialize<List<FormField>>(
            """[{"code":"a","kind":"decimal","label":{"zh":"面积"},"measure":{"code":"n_m2","name":"数","unit":"㎡"}}]""",
            JsonSerializerOptions.Web
        )!;
        using var answers = JsonDocument.Parse($$"""{"a":{{number}}}""");

        Assert.Equal(code, CheckAnswers.Run(old, answers.RootElement).Errors.SingleOrDefault()?.Problem.Code);
    }

    [Fact]
    public void Fields_of_the_same_measure_add_up()
    {
        Assert.Equal(
            new Dictionary<string, decimal> { ["asphalt_m2"] = 15.75m },
            Check("""{"limit":"none","area":10.5,"more_area":5.25}""").Measures
        );
        Assert.Equal(
            new Dictionary<string, decimal> { ["sign_count"] = 2, ["asphalt_m2"] = 10.5m },
            Check("""{"limit":"none","signs":2,"area":10.5,"more_area":5.25}""").Measures
        );
    }

    [Fact]
    public void Wrong_answer_does_not_open_the_questions_that_hang_on_it()
    {
        // damage is not an array; were it read all the same, crack_mm would be missing as well.
        Assert.Single(Check("""{"limit":"none","damage":"crack"}""").Errors);
    }

    [Fact]
    public void Facilities_are_handed_on_to_be_looked_up() =>
        Assert.Equal([("neighbour", "Q-001", "bridge")], Check("""{"limit":"none","neighbour":"Q-001"}""").Facilities);

    private static CheckedAnswers Check(string answers)
    {
        using var document = JsonDocument.Parse(answers);
        return CheckAnswers.Run(Form, document.RootElement);
    }
}
