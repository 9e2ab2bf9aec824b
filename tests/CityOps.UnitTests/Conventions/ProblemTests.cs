using System.Text.RegularExpressions;
using CityOps.App.Http;
using CityOps.Testing;

namespace CityOps.UnitTests.Conventions;

public partial class ProblemTests
{
    [Fact]
    public void Codes_are_unique_and_in_snake_case()
    {
        var codes = Problems.All.Select(problem => problem.Code).ToList();

        Assert.NotEmpty(codes);
        Assert.Equal(codes.Distinct(), codes);
        Assert.All(codes, code => Assert.Matches(SnakeCase(), code));
    }

    [Fact]
    public void Every_problem_is_explained_in_docs()
    {
        var documented = Row()
            .Matches(File.ReadAllText(Repository.File("docs/problems.md")))
            .ToDictionary(row => row.Groups["code"].Value, row => int.Parse(row.Groups["status"].ValueSpan, null));

        Assert.Equal(
            Problems.All.Select(problem => (problem.Code, problem.Status)).Order(),
            documented.Select(row => (row.Key, row.Value)).Order()
        );
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex SnakeCase();

    [GeneratedRegex(@"^\| `(?<code>\w+)` \| (?<status>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
