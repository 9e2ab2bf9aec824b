using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.UnitTests.Http;

/// <summary>What a database's error is answered as: phones and scripts send again what a 503 refused.</summary>
public class ProblemHandlingTests
{
    [Theory]
    [InlineData("53100", 503, "The disk of the database is full; nothing was stored. Free some room there.")]
    [InlineData("53300", 503, null)] // too many connections
    [InlineData("57P01", 503, null)] // it is being stopped
    [InlineData("57P03", 503, null)] // it starts
    [InlineData("58030", 503, null)] // input or output failed
    [InlineData("57014", 500, null)] // a statement that took too long is ours
    [InlineData("42703", 500, null)] // a column that is not there too
    public void A_server_that_is_away_is_told_apart_from_a_statement_that_is_wrong(
        string state,
        int status,
        string? detail
    )
    {
        var error = new PostgresException("It failed.", "ERROR", "ERROR", state);

        var (direct, saved) = (
            ProblemHandling.Translate(error),
            ProblemHandling.Translate(new DbUpdateException("While saving.", error))
        );

        Assert.Equal((status, status, detail), (direct.Status, saved.Status, direct.Detail));
    }
}
