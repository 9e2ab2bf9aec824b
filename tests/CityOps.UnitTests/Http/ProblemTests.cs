using System.Text.Json;
using CityOps.App.Http;
using Microsoft.AspNetCore.Http;

namespace CityOps.UnitTests.Http;

public class ProblemTests
{
    [Theory]
    [InlineData("status")]
    [InlineData("type")]
    [InlineData("title")]
    [InlineData("detail")]
    [InlineData("instance")]
    [InlineData("code")]
    public void A_further_member_takes_no_name_that_has_a_meaning_already(string name) =>
        Assert.Throws<ArgumentException>(() => Problems.Conflict.Details(null, (name, 1)));

    [Fact]
    public void Other_members_stand_beside_them() =>
        Assert.Equal("closed", Problems.Conflict.Details(null, ("caseStatus", "closed")).Extensions["caseStatus"]);

    [Theory]
    [InlineData("""{"at":"yesterday"}""", "At $.at: the value is not of the kind that is taken here.")]
    [InlineData("""{"id":7}""", "At $.id: the value is not of the kind that is taken here.")]
    [InlineData("""{"count":1.5}""", "At $.count: the value is not of the kind that is taken here.")]
    [InlineData("""{"depth":"deep"}""", "At $.depth: the value is not of the kind that is taken here.")]
    [InlineData("""{"names":{}}""", "At $.names: this is no array.")]
    [InlineData("[]", "The body is not the JSON that is taken here.")]
    public void What_cannot_be_read_is_said_without_names_of_types(string json, string words)
    {
        var problem = Assert.ThrowsAny<JsonException>(() =>
            JsonSerializer.Deserialize<Sent>(json, JsonSerializerOptions.Web)
        );

        Assert.Equal(words, PlainWords.Of(problem));
    }

    [Theory]
    [InlineData(
        """Failed to bind parameter "Nullable<DateOnly> From" from "soon".""",
        "From is no day, such as 2026-06-01: soon."
    )]
    [InlineData(
        """Failed to bind parameter "int? limit" from "many".""",
        "limit is no whole number of a fitting size: many."
    )]
    [InlineData(
        """Implicit body inferred for parameter "body" but no body was provided. Did you mean to use a Service instead?""",
        "This call needs a body, a JSON object."
    )]
    public void What_the_framework_says_is_said_for_whoever_wrote_the_call(string said, string words) =>
        Assert.Equal(words, PlainWords.Of(new BadHttpRequestException(said)));

    private sealed record Sent(DateTimeOffset? At, Guid? Id, int? Count, double? Depth, IReadOnlyList<string>? Names);
}
